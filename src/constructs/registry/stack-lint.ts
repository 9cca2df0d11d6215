import { ApiObject } from 'cdk8s';
import { AcknowledgementProps } from './acknowledgement-props';
import { asWritten } from './as-written';
import { PolicyFinding } from './policy-finding';
import { Acknowledgement, hasAcknowledgement } from '../../lint/acknowledgement';
import { checkManifests } from '../../lint/check-manifests';
import { RULES_THAT_CAN_FAIL, RULES_THAT_CAN_WARN } from '../../lint/rules-that-can-fail';
import { Finding } from '../../model/finding';
import { KubernetesObject, formatFieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { Platform } from '../../platform/platform';

/** A policy of the stack and who declared it. */
export interface LintedObject {
  readonly object: ApiObject;
  readonly declaredBy: () => readonly string[];
}

/**
 * What the API server and lint say about the policies of one stack. Only policies are looked at, so rules that need the
 * workloads of the cluster stay silent here; `netpol check` has those.
 */
export class StackLint {
  private readonly acknowledgements: Acknowledgement[] = [];
  private readonly everything = new LastResult();
  private readonly errorsOnly = new LastResult();

  public constructor(
    private readonly stackPath: string,
    private readonly platform: Platform | undefined,
  ) {}

  /** Accepts what a rule finds anywhere in the stack. */
  public acknowledge(rule: string, props: AcknowledgementProps, owner: string | undefined): void {
    const { reason, expires } = props;
    const place = { constructPath: this.stackPath };
    this.acknowledgements.push({ rule, reason, expires, owner: props.owner ?? owner, place, covers: () => true });
    this.everything.forget();
    this.errorsOnly.forget();
  }

  /** Everything there is to say. */
  public findings(policies: readonly LintedObject[], now: Date): readonly PolicyFinding[] {
    const rendered = policies.map(({ object }) => asWritten(object));
    return this.everything.for(rendered, () => this.check(policies, rendered, now));
  }

  /** Only what makes synth fail; the rules that never do are not run. */
  public errors(policies: readonly LintedObject[], now: Date): readonly PolicyFinding[] {
    const rendered = policies.map(({ object }) => asWritten(object));
    const findings = this.errorsOnly.for(rendered, () => this.check(policies, rendered, now, RULES_THAT_CAN_FAIL));
    return findings.filter(({ severity }) => severity === 'error');
  }

  /** The warnings only; rules that have nothing but remarks are not run where that makes no difference. */
  public warnings(policies: readonly LintedObject[], now: Date): readonly PolicyFinding[] {
    const rendered = policies.map(({ object }) => asWritten(object));
    // Whether an acknowledgement is of use shows when every rule has run.
    const isAcknowledged = this.acknowledgements.length > 0 || rendered.some(hasAcknowledgement);
    const findings = isAcknowledged
      ? this.findings(policies, now)
      : this.check(policies, rendered, now, RULES_THAT_CAN_WARN);
    return findings.filter(({ severity }) => severity === 'warning');
  }

  private check(
    policies: readonly LintedObject[],
    rendered: readonly KubernetesObject[],
    now: Date,
    only?: ReadonlySet<string>,
  ): PolicyFinding[] {
    const documents = rendered.map((json, index) => new PolicyDocument(json, policies[index]!.object));
    const { findings } = checkManifests(documents, {
      now,
      kubernetesVersion: this.platform?.kubernetesVersion,
      cni: this.platform?.cni?._profile,
      platform: this.platform,
      acknowledgements: this.acknowledgements,
      only,
      // The stack itself knows which exceptions have ended, and what the app wants done about it.
      severities: new Map([['exception-expired', 'off']]),
    });
    if (findings.length === 0) return [];
    const declaredBy = new Map(policies.map((policy) => [policy.object.node.path, policy.declaredBy()]));
    return findings.map((finding) => policyFinding(finding, declaredBy, this.stackPath));
  }
}

/** A policy as lint reads it. Where it comes from is put together only when there is something to say about it. */
class PolicyDocument implements ManifestDocument {
  public constructor(
    public readonly object: KubernetesObject,
    private readonly construct: ApiObject,
  ) {}

  public get origin(): ManifestDocument['origin'] {
    return { constructPath: this.construct.node.path };
  }

  public positionOf(): undefined {
    return undefined;
  }
}

/** The last result, kept until a policy is rendered anew: cdk8s validates a tree many times. */
class LastResult {
  private judged?: readonly unknown[];
  private result: readonly PolicyFinding[] = [];

  public for(rendered: readonly unknown[], judge: () => readonly PolicyFinding[]): readonly PolicyFinding[] {
    const { judged } = this;
    const unchanged = judged?.length === rendered.length && rendered.every((json, index) => json === judged[index]);
    if (!unchanged) {
      this.result = judge();
      this.judged = rendered;
    }
    return this.result;
  }

  public forget(): void {
    this.judged = undefined;
  }
}

/** One line for people: who declared it, where, what is wrong, what to write instead. */
export function describeFinding({ declaredBy, field, message, fix, rule }: PolicyFinding): string {
  const place = field ? `${field}: ` : '';
  return `${declaredBy.join(', ')}: ${place}${message}${fix ? ` ${fix}` : ''} [${rule}]`;
}

function policyFinding(
  { rule, severity, message, fix, origin, resource, field }: Finding,
  declaredBy: ReadonlyMap<string, readonly string[]>,
  stackPath: string,
): PolicyFinding {
  const path = origin?.constructPath ?? stackPath;
  return {
    rule,
    severity,
    message,
    fix,
    declaredBy: [...(declaredBy.get(path) ?? [path])],
    policy: resource ? `${resource.namespace}/${resource.name}` : stackPath,
    field: field && formatFieldPath(field),
  };
}
