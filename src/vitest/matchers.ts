import { Verdict } from '../reachability/question/flow-question';
import { AllowedFlow, FlowQuery, Reachability } from '../report/program/reachability';

/** What `expect(reach)` can be held to. */
export interface ReachabilityMatchers {
  /** All of the flow is allowed for sure. */
  toAllow(flow: FlowQuery): void;
  /** All of the flow is denied for sure. */
  toDeny(flow: FlowQuery): void;
  /** These connections are allowed, and no others that policies have a say in. */
  toHaveExactly(flows: readonly AllowedFlow[]): void;
}

/** What vitest wants to hear from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The part of vitest's `this` that is used here. */
interface MatcherState {
  readonly isNot?: boolean;
}

/** All of the flow is allowed for sure. */
export function toAllow(this: MatcherState, received: unknown, flow: FlowQuery): MatcherResult {
  return expectVerdict(received, flow, Verdict.ALLOW, 'toAllow', this.isNot ?? false);
}

/** All of the flow is denied for sure. */
export function toDeny(this: MatcherState, received: unknown, flow: FlowQuery): MatcherResult {
  return expectVerdict(received, flow, Verdict.DENY, 'toDeny', this.isNot ?? false);
}

/** These connections are allowed, and no others that policies have a say in. */
export function toHaveExactly(received: unknown, flows: readonly AllowedFlow[]): MatcherResult {
  const reach = reachabilityOf(received, 'toHaveExactly');
  const { missing, unexpected } = reach._compare(flows);
  const pass = missing.length === 0 && unexpected.length === 0;
  const lines = (title: string, connections: typeof missing) =>
    connections.length === 0
      ? []
      : [`${title}:`, ...connections.map(({ from, to, ports }) => `  ${from} -> ${to}  ${ports.join(', ')}`)];
  return {
    pass,
    message: () =>
      pass
        ? 'Expected other connections than these.'
        : [
            'The connections are not exactly those expected.',
            ...lines('Expected, but not allowed', missing),
            ...lines('Allowed, but not expected', unexpected),
            ...missing.slice(0, 1).flatMap(({ from, to, ports }) => whyNot(reach, { from, to, port: ports[0]! })),
          ].join('\n'),
  };
}

function expectVerdict(
  received: unknown,
  flow: FlowQuery,
  expected: Verdict.ALLOW | Verdict.DENY,
  matcher: string,
  isNot: boolean,
): MatcherResult {
  const reach = reachabilityOf(received, matcher);
  const verdict = reach.verdict(flow);
  const asked = `${flow.from} to ${flow.to} on ${flow.port ?? '*'}`;
  // A flow about nothing is a mistake in the test, which "not" must not turn into a success.
  const pass = verdict === Verdict.UNKNOWN ? isNot : verdict === expected;
  return {
    pass,
    message: () => `Expected ${asked} ${isNot ? 'not ' : ''}to be ${WORDS[expected]}.\n\n${reach.explain(flow)}`,
  };
}

const WORDS = { [Verdict.ALLOW]: 'allowed', [Verdict.DENY]: 'denied' } as const;

function whyNot(reach: Reachability, flow: FlowQuery): string[] {
  try {
    return ['', reach.explain(flow)];
  } catch {
    // A list of addresses is no end of a question.
    return [];
  }
}

/** Two copies of the package may be loaded, so the shape counts and not the class. */
function reachabilityOf(received: unknown, matcher: string): Reachability {
  const candidate = received as Partial<Reachability> | null | undefined;
  if (typeof candidate?.verdict === 'function' && typeof candidate._compare === 'function') {
    return candidate as Reachability;
  }
  throw new TypeError(`${matcher} is for a Reachability: write expect(Reachability.fromApp(app)).${matcher}(…).`);
}
