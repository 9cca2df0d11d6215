import {
  ApiObject,
  ApiObjectMetadata,
  ApiObjectMetadataDefinition,
  App,
  IResolver,
  ImplicitTokenResolver,
  JsonPatch,
  LazyResolver,
  NumberStringUnionResolver,
  resolve,
} from 'cdk8s';
import { Construct } from 'constructs';
import { plainMetadata } from './plain-metadata';
import { Intent } from '../../model/intent';
import { InvalidInput } from '../../model/invalid-input';
import { KubernetesObject, ObjectMetadata } from '../../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../../model/network-policy';
import { pushAll } from '../../model/push-all';
import { Rendering, maySharePolicy } from '../../policy-kinds/networking/grouping';
import { renderAnnotations } from '../../policy-kinds/networking/render-annotations';
import { renderSpec } from '../../policy-kinds/networking/render-spec';

const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** What a policy object is made with. */
export interface PolicyObjectProps {
  readonly name: string;
  readonly metadata?: ApiObjectMetadata;
  readonly rendering: Rendering;
}

/**
 * One NetworkPolicy of the tree. It holds intents and renders them when it is asked for its JSON, so that intents can
 * still join it, and escape hatches (`addJsonPatch`, `metadata`) work as on any ApiObject.
 */
export class PolicyObject extends ApiObject {
  private readonly intents: Intent[] = [];
  private readonly rendering: Rendering;
  private readonly given: ApiObjectMetadata;
  /** The metadata as it was declared; undefined once somebody has changed it. */
  private declared?: ApiObjectMetadata;
  private readonly operations: JsonPatch[] = [];
  private rendered?: KubernetesObject;

  public constructor(scope: Construct, id: string, intent: Intent, props: PolicyObjectProps) {
    const metadata = {
      ...props.metadata,
      name: props.name,
      namespace: intent.subject.namespace,
      annotations: { ...renderAnnotations([intent]), ...props.metadata?.annotations },
    };
    super(scope, id, { apiVersion: NETWORK_POLICY_API_VERSION, kind: NETWORK_POLICY_KIND, metadata });
    this.declared = { ...metadata, labels: { ...this.chart.labels, ...metadata.labels } };
    this.rendering = props.rendering;
    this.given = props.metadata ?? {};
    this.intents.push(intent);
    watch(this.metadata, this);
  }

  /** The intents this policy stands for. */
  public get declaredIntents(): readonly Intent[] {
    return this.intents;
  }

  /** The paths of the constructs that declared them. */
  public get declaredBy(): string[] {
    return [...new Set(this.intents.map(({ declaredBy }) => declaredBy))];
  }

  /**
   * Adds an intent that belongs to the same policy, with the labels and annotations it brings.
   *
   * @throws InvalidInput if the name is taken by something else
   */
  public join(intent: Intent, metadata: ApiObjectMetadata = {}): void {
    if (!maySharePolicy(this.intents[0]!, intent, this.rendering)) {
      throw new InvalidInput(
        `The policy ${intent.subject.namespace}/${this.name} is already declared by ${this.declaredBy.join(', ')}, with another meaning.`,
        'Give one of the two another name: metadata: { name: … }.',
      );
    }
    this.intents.push(intent);
    for (const [key, text] of Object.entries(renderAnnotations(this.intents))) {
      if (this.given.annotations?.[key] === undefined) this.metadata.addAnnotation(key, text);
    }
    for (const [key, text] of Object.entries(metadata.labels ?? {})) this.metadata.addLabel(key, text);
    for (const [key, text] of Object.entries(metadata.annotations ?? {})) this.metadata.addAnnotation(key, text);
    this.rendered = undefined;
  }

  public override addJsonPatch(...operations: JsonPatch[]): void {
    pushAll(this.operations, operations);
    this.rendered = undefined;
  }

  /** Rendered once and kept until something changes: cdk8s validates the whole tree again for every chart. */
  public override toJson(): KubernetesObject {
    if (!this.rendered) {
      const { apiVersion, kind } = this;
      const isBuiltIn = (resolver: IResolver) => BUILT_IN.some((known) => resolver instanceof known);
      // Only resolvers of the app's own have work to do on plain data.
      const plain = App.of(this).resolvers.every(isBuiltIn);
      const known = plain && this.declared ? plainMetadata(this.declared) : undefined;
      const metadata = known ?? (this.metadata.toJson() as ObjectMetadata);
      // The spec is plain data in the order that cdk8s writes.
      const rendered = renderSpec(this.intents);
      const spec: unknown = plain ? rendered : resolve(['spec'], rendered, this);
      const object = { apiVersion, kind, metadata, spec };
      this.rendered = this.operations.length > 0 ? patched(object, this.operations) : object;
    }
    return this.rendered;
  }

  /** Forgets the rendering, because somebody changes the metadata. */
  public _changed(): void {
    this.declared = undefined;
    this.rendered = undefined;
  }
}

function patched(object: KubernetesObject, operations: readonly JsonPatch[]): KubernetesObject {
  const result = JsonPatch.apply(object, ...operations) as KubernetesObject;
  // A patch can bring any field; these three lead, as in every manifest that cdk8s writes.
  const { apiVersion, kind, metadata, ...rest } = result;
  return { apiVersion, kind, metadata, ...rest };
}

const OWNER = Symbol('policy object');

/** The methods that change metadata, each telling the policy that its rendering is out of date. */
const WATCHED_METHODS = Object.fromEntries(
  (['add', 'addAnnotation', 'addFinalizers', 'addLabel', 'addOwnerReference'] as const).map((method) => {
    const original = ApiObjectMetadataDefinition.prototype[method] as (...values: unknown[]) => void;
    return [
      method,
      function (this: { [OWNER]: PolicyObject }, ...values: unknown[]): void {
        this[OWNER]._changed();
        original.apply(this, values);
      },
    ];
  }),
);

function watch(metadata: ApiObjectMetadataDefinition, owner: PolicyObject): void {
  Object.assign(metadata, WATCHED_METHODS, { [OWNER]: owner });
}
