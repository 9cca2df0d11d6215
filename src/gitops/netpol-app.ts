import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, AppProps, YamlOutputType } from 'cdk8s';
import { checkChoice } from './check-choice';
import { constructMetadata } from './construct-metadata';
import { Delivery } from './delivery';
import { whileLocked } from './folder-lock';
import { openFolder } from './generated-folder';
import { CONSTRUCT_METADATA } from './generated-index';
import { Layout } from './layout';
import { setLayout } from './layout-of';
import { ModifiedFiles } from './modified-files';
import { say } from './say';
import { isQuiet, synthSummary } from './synth-summary';
import { Synthesis } from './synthesis';
import { writeLayout } from './write-layout';
import { Cluster } from '../constructs/ends/cluster';
import { ExpiredExceptions, setClock } from '../constructs/registry/app-clock';
import { duringSynth } from '../constructs/registry/once-per-synth';
import { Shape, checkOptions, kind, listOf, oneOf, optional } from '../model/given';
import { MOMENT, TEXT, TRUTH } from '../model/given-values';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject } from '../model/kubernetes-object';

/** Options of a {@link NetpolApp}, beside those of cdk8s. */
export interface NetpolAppProps extends AppProps {
  /**
   * The moment against which expiry dates are checked. Give a fixed one in tests.
   *
   * @default - the time of synth
   */
  readonly now?: Date;
  /**
   * How the output is divided into files. Files of a layout are written so that a crash loses none, and recorded in an
   * index (`netpol-index.sha256`), by which synth removes what it no longer makes and touches nothing else.
   *
   * @default - the files of cdk8s where `yamlOutputType` is given, else Layout.FILE_PER_NAMESPACE
   */
  readonly layout?: Layout;
  /**
   * What to do about a file of a layout that somebody changed since it was generated.
   *
   * @default ModifiedFiles.OVERWRITE
   */
  readonly modifiedFiles?: ModifiedFiles;
  /**
   * Whether synth says nothing on stderr about what it wrote: how many files and policies, what lint warns about, and
   * which ends of flows are left to others. What fails is said in any case.
   *
   * @default - false, unless the environment variable NETPOL_QUIET is set, or NODE_ENV is `test`
   */
  readonly quiet?: boolean;
  /**
   * What to do about an expired exception.
   *
   * @default ExpiredExceptions.FAIL
   */
  readonly expiredExceptions?: ExpiredExceptions;
}

const CHOICE = kind('a text', (given) => typeof given === 'string', 'Write one of the values of the enum.');
const SHAPE: Shape<NetpolAppProps> = {
  outdir: optional(TEXT),
  outputFileExtension: optional(TEXT),
  recordConstructMetadata: optional(TRUTH),
  resolvers: optional(
    listOf(kind('a resolver', (given) => typeof given === 'object' && given !== null, 'Give an IResolver.')),
  ),
  yamlOutputType: optional(oneOf('YamlOutputType', YamlOutputType)),
  now: optional(MOMENT),
  // What is none of these is answered with the one that is meant.
  layout: optional(CHOICE),
  modifiedFiles: optional(CHOICE),
  quiet: optional(TRUTH),
  expiredExceptions: optional(oneOf('ExpiredExceptions', ExpiredExceptions)),
};

/**
 * A cdk8s app for network policies. It writes a file for each namespace unless told otherwise, and knows what time it
 * is, so that exceptions end.
 *
 * @example
 * const app = new NetpolApp();
 * new NamespaceStack(app, 'shop', { platform: Platform.kubeadm(), owner: 'team-shop' });
 * app.synth();
 */
export class NetpolApp extends App {
  /** What happens to an expired exception at synth. */
  public readonly expiredExceptions: ExpiredExceptions;

  private readonly recordsMetadata: boolean;
  private readonly givenLayout?: Layout;
  private readonly givenOutputType?: YamlOutputType;
  private readonly modifiedFiles: ModifiedFiles;
  private readonly quiet?: boolean;

  /**
   * @throws if both `layout` and `yamlOutputType` are given, or a choice is none of those there are
   */
  public constructor(props: NetpolAppProps = {}) {
    checkOptions('NetpolApp', props, SHAPE);
    super(props);
    if (props.layout !== undefined && props.yamlOutputType !== undefined) {
      throw new InvalidInput(
        'The app is given a layout and a yamlOutputType, which both say how its output becomes files.',
        'Keep the layout.',
      );
    }
    if (props.layout !== undefined) checkChoice('layout', props.layout, Object.values(Layout));
    if (props.modifiedFiles !== undefined) {
      checkChoice('way with modified files', props.modifiedFiles, Object.values(ModifiedFiles));
    }
    this.givenLayout = props.layout;
    setLayout(this, () => this.layout && { layout: this.layout, extension: this.outputFileExtension });
    this.givenOutputType = props.yamlOutputType;
    this.modifiedFiles = props.modifiedFiles ?? ModifiedFiles.OVERWRITE;
    this.quiet = props.quiet;
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    this.expiredExceptions = props.expiredExceptions ?? ExpiredExceptions.FAIL;
    setClock(this, { now: props.now, expiredExceptions: this.expiredExceptions });
  }

  /** The layout of the output. @default - the files are those of cdk8s, by `yamlOutputType` */
  public get layout(): Layout | undefined {
    if (this.givenOutputType === undefined) return this.givenLayout ?? Layout.FILE_PER_NAMESPACE;
    const needsLayout = Cluster._all(this).length > 0 || this.node.children.some((child) => child instanceof Delivery);
    if (!needsLayout) return undefined;
    throw new InvalidInput(
      `The app has clusters or a delivery, which have folders of their own, and yamlOutputType ${this.givenOutputType} knows none.`,
      'Give it a layout instead: new NetpolApp({ layout: Layout.FOLDER_PER_NAMESPACE }).',
    );
  }

  /**
   * Writes the manifests of every chart to the output folder, in time that grows linearly: in the layout, or in the files of
   * cdk8s, which validates the whole tree again for each chart, and uses a general YAML library. Says on stderr in a few
   * lines what it wrote and what is worth knowing about it, unless the app is `quiet`.
   *
   * @throws if the program is not valid, two objects would overwrite each other, or the output folder is a file, is
   * read-only, is being written to by somebody else, or holds something else where a file has to go
   */
  public override synth(): void {
    const { layout, modifiedFiles: onModified, recordsMetadata } = this;
    duringSynth(this, () => {
      const files =
        layout === undefined ? this.writeAsCdk8s() : writeLayout(this, { layout, onModified, recordsMetadata });
      if (!isQuiet(this.quiet)) say(synthSummary(this, this.outdir, files));
    });
  }

  private writeAsCdk8s(): undefined {
    const synthesis = this.recordsMetadata ? undefined : Synthesis.of(this);
    openFolder(this.outdir);
    whileLocked(this.outdir, () => {
      if (synthesis && this.yamlOutputType === YamlOutputType.FILE_PER_CHART) synthesis.writeFilePerChart();
      else super.synth();
      if (this.recordsMetadata) this.recordConstructs();
    });
  }

  /** Overwrites what cdk8s has recorded, which knows objects by their names alone. */
  private recordConstructs(): void {
    const objects = this.charts.flatMap((chart) => chart.node.findAll()).filter((one) => ApiObject.isApiObject(one));
    const recorded = [...new Set(objects)].map((construct) => {
      const object = construct as ApiObject;
      return { object: object.toJson() as KubernetesObject, construct, folder: '' };
    });
    writeFileSync(join(this.outdir, CONSTRUCT_METADATA), constructMetadata(recorded));
  }

  /** The manifests of every chart as one YAML text: the same as cdk8s makes, in time that grows linearly. */
  public override synthYaml(): string {
    return duringSynth(this, () => Synthesis.of(this)?.toYaml() ?? super.synthYaml());
  }
}
