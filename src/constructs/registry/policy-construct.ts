import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AcknowledgementProps } from './acknowledgement-props';
import { AllowProps } from './allow-props';
import { checkAcknowledgement } from './check-acknowledgement';
import { Flow, openFlow, policyNameFor } from './flow';
import { governanceOf } from './governance-of';
import type { PolicyObject } from './policy-object';
import { PolicyRegistry } from './policy-registry';
import { acknowledgementAnnotation } from '../../lint/acknowledgement';
import { Shape, checkGiven } from '../../model/given';
import { checkPlace } from '../../model/given-values';
import { within } from '../../model/invalid-input';
import { PolicyType } from '../../model/network-policy';

/** A flow as one construct declares it: its ends, and what the construct says where its user says nothing. */
export interface DeclaredFlow extends Pick<Flow, 'from' | 'to' | 'ports'> {
  /** @default - made from both ends */
  readonly egressName?: string;
  /** @default - made from both ends */
  readonly ingressName?: string;
  /** The end whose policy takes the name that the user gives. @default - both, the ingress policy with a suffix */
  readonly mainEnd?: PolicyType;
  /** Whether both ends are the same pods and one policy speaks for both. @default false */
  readonly sharesPolicy?: boolean;
  /** What several flows say together in one policy. @default - each flow has its own, or joins equal ones */
  readonly topic?: string;
  /** @default - none */
  readonly reason?: string;
  /** Whether somebody else has to open an end that no stack of the app manages. @default false */
  readonly reportUnmanagedEnds?: boolean;
}

type Given = readonly [given: unknown, shape: Shape<unknown>, of: object];

/**
 * What the constructs of this library have in common: they declare intents, and policies come of it.
 *
 * @internal
 */
export abstract class PolicyConstruct extends Construct {
  private readonly declared: PolicyObject[][] = [];

  /**
   * @param props what the construct is given, what that has to be, and the class that says so. @default - it is a part of another construct,
   * which has looked at it
   */
  public constructor(scope: Construct, id: string, props?: Given) {
    checkPlace(new.target.name, scope, id);
    super(scope, id);
    if (props) {
      within(
        () => `[${this.node.path}]`,
        () => checkGiven(props[0], props[1], new.target === props[2]),
      );
    }
  }

  /**
   * The policies this construct has part in, as cdk8s objects: the way to escape hatches such as `addJsonPatch`. An end
   * whose stack does not exist yet is missing until it does.
   */
  public get policies(): ApiObject[] {
    return [...new Set(this.declared.flat())];
  }

  /**
   * Accepts what a rule of lint finds in the policies of this construct. Written as an annotation, so that `netpol
   * check` sees it in the output too.
   *
   * @param rule the id of the rule; docs/RULES.md has all of them
   * @throws if there is no such rule, the reason is empty or holds a semicolon, or the day does not exist
   */
  public acknowledge(rule: string, props: AcknowledgementProps): void {
    within(
      () => `[${this.node.path}] acknowledgement of ${rule}`,
      () => checkAcknowledgement(rule, props),
    );
    const [key, text] = acknowledgementAnnotation(rule, props);
    for (const { metadata } of this.policies) metadata.addAnnotation(key, text);
  }

  /**
   * Runs what declares this construct's meaning; what it finds wrong carries the construct's path.
   *
   * @internal
   */
  protected _declare(declare: () => PolicyObject[]): void {
    const policies = within(() => `[${this.node.path}]`, declare);
    this.declared.push(policies);
    // Where another construct declared the policy first it is no child of this one, yet escape hatches must reach it.
    if (policies[0] && !this.node.defaultChild) this.node.defaultChild = policies[0];
  }

  /**
   * Reads something of the stack; what it finds wrong carries the construct's path.
   *
   * @internal
   */
  protected _checked<T>(read: (registry: () => PolicyRegistry) => T): T {
    return within(
      () => `[${this.node.path}]`,
      () => read(() => PolicyRegistry.of(this)),
    );
  }

  /**
   * Opens one flow with the governance and metadata of `props`.
   *
   * @internal
   */
  protected _allow(props: AllowProps, describe: (registry: () => PolicyRegistry) => DeclaredFlow): void {
    this._declare(() => {
      PolicyRegistry.adopt(this);
      const flow = describe(() => PolicyRegistry.of(this));
      const governance = governanceOf(props, flow.reason);
      const { name, ...metadata } = props.metadata ?? {};
      const own = (generated?: string) => generated && policyNameFor(generated, governance);
      return openFlow(
        {
          ...flow,
          governance,
          topic: flow.sharesPolicy ? `both ways ${flow.egressName}` : flow.topic,
          policyNames: {
            egress: (flow.mainEnd === PolicyType.INGRESS ? undefined : name) ?? own(flow.egressName),
            ingress: givenIngressName(flow, name) ?? own(flow.ingressName),
          },
          reportUnmanagedEnds: flow.reportUnmanagedEnds ?? false,
        },
        { under: this, metadata },
      );
    });
  }
}

function givenIngressName({ mainEnd, sharesPolicy }: DeclaredFlow, given: string | undefined): string | undefined {
  if (given === undefined || mainEnd === PolicyType.EGRESS) return undefined;
  return mainEnd === PolicyType.INGRESS || sharesPolicy ? given : `${given}-ingress`;
}
