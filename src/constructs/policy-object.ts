import { ApiObject, ApiObjectMetadata, ApiObjectMetadataDefinition, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Intent } from '../model/intent';
import { InvalidInput } from '../model/invalid-input';
import { KubernetesObject } from '../model/kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../model/network-policy';
import { Rendering } from '../rendering/grouping';
import { renderAnnotations } from '../rendering/render-annotations';
import { renderSpec } from '../rendering/render-spec';

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
  private rendered?: KubernetesObject;

  public constructor(scope: Construct, id: string, intent: Intent, props: PolicyObjectProps) {
    super(scope, id, {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { ...props.metadata, name: props.name, namespace: intent.subject.namespace },
      spec: Lazy.any({ produce: () => renderSpec(this.intents) }),
    });
    this.rendering = props.rendering;
    this.given = props.metadata ?? {};
    this.join(intent);
    onChange(this.metadata, () => (this.rendered = undefined));
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
   * Adds an intent that belongs to the same policy.
   *
   * @throws InvalidInput if the name is taken by something else
   */
  public join(intent: Intent): void {
    const first = this.intents[0];
    if (first && !this.mayShare(first, intent)) {
      throw new InvalidInput(
        `The policy ${intent.subject.namespace}/${this.name} is already declared by ${this.declaredBy.join(', ')}, with another meaning.`,
        'Give one of the two another name: metadata: { name: … }.',
      );
    }
    this.intents.push(intent);
    for (const [key, text] of Object.entries(renderAnnotations(this.intents))) {
      if (this.given.annotations?.[key] === undefined) this.metadata.addAnnotation(key, text);
    }
    this.rendered = undefined;
  }

  public override addJsonPatch(...operations: JsonPatch[]): void {
    this.rendered = undefined;
    super.addJsonPatch(...operations);
  }

  /** Rendered once and kept until something changes: cdk8s validates the whole tree again for every chart. */
  public override toJson(): KubernetesObject {
    this.rendered ??= super.toJson() as KubernetesObject;
    return this.rendered;
  }

  private mayShare(first: Intent, intent: Intent): boolean {
    const key = (value: Intent) =>
      JSON.stringify([
        value.subject.pods.toManifest(),
        value.governance.exception,
        this.rendering === Rendering.PER_FLOW || value.governance.exception ? value.topic : '',
      ]);
    return key(first) === key(intent);
  }
}

/** Calls back when metadata is changed through any of its own methods. */
function onChange(metadata: ApiObjectMetadataDefinition, callback: () => void): void {
  const target = metadata as unknown as Record<string, (...values: unknown[]) => void>;
  for (const method of ['add', 'addAnnotation', 'addFinalizers', 'addLabel', 'addOwnerReference']) {
    const original = target[method]!.bind(metadata);
    target[method] = (...values) => {
      callback();
      original(...values);
    };
  }
}
