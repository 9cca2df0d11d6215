import { ApiObject } from 'cdk8s';
import { AcknowledgementProps } from './acknowledgement-props';
import { PolicyFinding } from './policy-finding';
import { Acknowledgement } from '../lint/acknowledgement';
import { checkManifests } from '../lint/check-manifests';
import { plainDocument } from '../manifests/plain-document';
import { Finding } from '../model/finding';
import { KubernetesObject, formatFieldPath } from '../model/kubernetes-object';
import { cniTraits } from '../platform/cni-traits';
import { Platform } from '../platform/platform';

/** A policy of the stack and who declared it. */
export interface LintedObject {
  readonly object: ApiObject;
  readonly declaredBy: readonly string[];
}

/**
 * What the API server and lint say about the policies of one stack. Only policies are looked at, so rules that need the
 * workloads of the cluster stay silent here; `netpol check` has those.
 */
export class StackLint {
  private readonly acknowledgements: Acknowledgement[] = [];
  private judged: readonly unknown[] = [];
  private result: readonly PolicyFinding[] = [];

  public constructor(
    private readonly stackPath: string,
    private readonly platform: Platform | undefined,
  ) {}

  /** Accepts what a rule finds anywhere in the stack. */
  public acknowledge(rule: string, props: AcknowledgementProps, owner: string | undefined): void {
    const { reason, expires } = props;
    const place = { constructPath: this.stackPath };
    this.acknowledgements.push({ rule, reason, expires, owner: props.owner ?? owner, place, covers: () => true });
    this.judged = [];
  }

  /** Judged again only when a policy has been rendered anew, since cdk8s validates a tree many times. */
  public findings(policies: readonly LintedObject[], now: Date): readonly PolicyFinding[] {
    const rendered = policies.map(({ object }) => object.toJson() as KubernetesObject);
    const unchanged = rendered.length === this.judged.length && rendered.every((json, i) => json === this.judged[i]);
    if (!unchanged || this.judged.length === 0) {
      this.result = this.check(policies, rendered, now);
      this.judged = rendered;
    }
    return this.result;
  }

  private check(policies: readonly LintedObject[], rendered: readonly KubernetesObject[], now: Date): PolicyFinding[] {
    const declaredBy = new Map<string, readonly string[]>();
    const documents = rendered.map((json, index) => {
      const { object, declaredBy: paths } = policies[index]!;
      declaredBy.set(object.node.path, paths);
      return plainDocument(json, object.node.path);
    });
    const { findings } = checkManifests(documents, {
      now,
      kubernetesVersion: this.platform?.kubernetesVersion,
      cni: this.platform?.cni && cniTraits(this.platform.cni._notation),
      platform: this.platform,
      acknowledgements: this.acknowledgements,
      // The stack itself knows which exceptions have ended, and what the app wants done about it.
      severities: new Map([['exception-expired', 'off']]),
    });
    return findings.map((finding) => policyFinding(finding, declaredBy, this.stackPath));
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
