import { ExpectedFlow, ReadFlow, readExpectedFlow } from './expected-flow';
import { InvalidInput } from '../model/invalid-input';
import { Verdict } from '../reachability/question/flow-question';
import { FlowQuery, Reachability } from '../report/program/reachability';

/** What `expect(reach)` can be held to. */
export interface ReachabilityMatchers {
  /** All of the flow is allowed for sure; with `not`, all of it is denied for sure. */
  toAllow(flow: ExpectedFlow): void;
  /** All of the flow is denied for sure; with `not`, all of it is allowed for sure. */
  toDeny(flow: ExpectedFlow): void;
  /** These connections are allowed, and no others that policies have a say in. */
  toHaveExactly(flows: readonly ExpectedFlow[]): void;
}

/** What vitest and jest want to hear from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The part of a matcher's `this` that is used here. */
interface MatcherState {
  readonly isNot?: boolean;
}

/** All of the flow is allowed for sure; with `not`, all of it is denied for sure. */
export function toAllow(this: MatcherState, received: unknown, flow: ExpectedFlow): MatcherResult {
  return expectVerdict(received, flow, Verdict.ALLOW, 'toAllow', this.isNot ?? false);
}

/** All of the flow is denied for sure; with `not`, all of it is allowed for sure. */
export function toDeny(this: MatcherState, received: unknown, flow: ExpectedFlow): MatcherResult {
  return expectVerdict(received, flow, Verdict.DENY, 'toDeny', this.isNot ?? false);
}

/** These connections are allowed, and no others that policies have a say in. */
export function toHaveExactly(received: unknown, flows: readonly ExpectedFlow[]): MatcherResult {
  const reach = reachabilityOf(received, 'toHaveExactly');
  if (!Array.isArray(flows)) {
    throw new InvalidInput(
      'toHaveExactly: a list of flows is needed.',
      "Write [{ from: 'shop/web', to: 'shop/db', port: 'TCP/5432' }].",
    );
  }
  const read = flows.map((flow, index) => readExpectedFlow(`toHaveExactly: [${index}]`, flow));
  const { missing, unexpected } = reach._compare(read.map((flow) => ({ ...flow, ports: [...flow.ports] })));
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
  given: ExpectedFlow,
  wanted: Verdict.ALLOW | Verdict.DENY,
  matcher: string,
  isNot: boolean,
): MatcherResult {
  const reach = reachabilityOf(received, matcher);
  const flow = readExpectedFlow(matcher, given);
  const questions = flow.ports.map((port) => ({ from: flow.from, to: flow.to, port }));
  const verdicts = questions.map((question) => reach.verdict(question));
  const opposite = wanted === Verdict.ALLOW ? Verdict.DENY : Verdict.ALLOW;
  const holds = verdicts.every((verdict) => verdict === wanted);
  const holdsNot = verdicts.every((verdict) => verdict === opposite);
  return {
    // What is open in part, undefined, or about nothing is neither: "not" must not turn it into a success.
    pass: holds || (!holdsNot && isNot),
    message: () => {
      const expected = isNot ? opposite : wanted;
      const wrong = questions.filter((_, index) => verdicts[index] !== expected);
      const title = `Expected ${asked(flow)} ${isNot ? 'not ' : ''}to be ${WORDS[wanted]}.`;
      return [title, ...(wrong.length > 0 ? wrong : questions).map((question) => reach.explain(question))].join('\n\n');
    },
  };
}

const WORDS = { [Verdict.ALLOW]: 'allowed', [Verdict.DENY]: 'denied' } as const;

function asked({ from, to, ports }: ReadFlow): string {
  return `${from} to ${to} on ${ports.join(', ')}`;
}

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
