import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, Names } from 'cdk8s';
import { IConstruct } from 'constructs';
import { YamlWriter, writeYaml } from '../manifests/write-yaml';

/** An object of the output and the construct it comes from: itself, or its chart where only that is known. */
export interface SynthesisedObject {
  readonly json: unknown;
  readonly construct: IConstruct;
  readonly chart: Chart;
}

/**
 * One synthesis of an app whose charts do not depend on each other: the tree is walked once, validated once, and each
 * object is rendered once. Makes the files that `App.synth` makes, byte for byte.
 */
export class Synthesis {
  /** Undefined for trees with dependencies or nested charts, whose order cdk8s works out. */
  public static of(app: App): Synthesis | undefined {
    const walk = new TreeWalk();
    walk.visit(app, undefined);
    return walk.isOrdered ? undefined : new Synthesis(app, walk);
  }

  private constructor(
    private readonly app: App,
    private readonly walk: TreeWalk,
  ) {}

  public writeFilePerChart(): void {
    mkdirSync(this.app.outdir, { recursive: true });
    this.validate();
    const yaml = new YamlWriter();
    for (const [chart, objects] of this.walk.objects) {
      const file = `${Names.toDnsLabel(chart)}${this.app.outputFileExtension}`;
      writeFileSync(join(this.app.outdir, file), yaml.write(jsonOf(chart, objects)));
    }
  }

  public toYaml(): string {
    return writeYaml(this.objects().map(({ json }) => json));
  }

  /** Every object in the order of cdk8s. */
  public objects(): SynthesisedObject[] {
    this.validate();
    return [...this.walk.objects].flatMap(([chart, objects]) => {
      const constructs: readonly IConstruct[] = hasOwnWay(chart) ? [] : objects;
      return jsonOf(chart, objects).map((json, index) => ({ json, chart, construct: constructs[index] ?? chart }));
    });
  }

  private validate(): void {
    const errors = this.walk.constructs.flatMap(({ node }) =>
      node.validate().map((message) => `[${node.path}] ${message}`),
    );
    if (errors.length === 0) return;
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  }
}

/** What one walk over the tree finds: constructs in preorder, as cdk8s orders what depends on nothing. */
class TreeWalk {
  public readonly constructs: IConstruct[] = [];
  public readonly objects = new Map<Chart, ApiObject[]>();
  /** Whether something depends on something, or a chart stands in another. */
  public isOrdered = false;

  public visit(construct: IConstruct, around: Chart | undefined): void {
    this.constructs.push(construct);
    const { node } = construct;
    let chart = around;
    if (Chart.isChart(construct)) {
      this.isOrdered ||= around !== undefined;
      chart = construct as Chart;
      this.objects.set(chart, []);
    } else if (around && ApiObject.isApiObject(construct)) {
      this.objects.get(around)!.push(construct);
    }
    this.isOrdered ||= node.dependencies.length > 0;
    for (const child of node.children) this.visit(child, chart);
  }
}

function jsonOf(chart: Chart, objects: readonly ApiObject[]): unknown[] {
  if (hasOwnWay(chart)) return chart.toJson() as unknown[];
  return objects.map((object) => object.toJson() as unknown);
}

/** A chart of another kind may make its objects in a way of its own. */
function hasOwnWay(chart: Chart): boolean {
  return chart.toJson !== Chart.prototype.toJson;
}
