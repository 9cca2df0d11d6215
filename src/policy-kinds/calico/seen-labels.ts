import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { LabelExpression, LabelPresence, LabelTextTest, LabelValueTest } from '../../model/label-expression';
import { SERVICE_ACCOUNT_FACT, namespaceFact } from '../../model/pod-facts';

/**
 * Labels that Calico adds to what selectors see of a pod: its namespace, its service account, and the labels of both. A
 * label of the pod itself of the same name comes first.
 *
 * Source: projectcalico/calico, libcalico-go/lib/backend/k8s/conversion and lib/backend/syncersv1/updateprocessors/rules.go
 */
const NAMESPACE = 'projectcalico.org/namespace';
const SERVICE_ACCOUNT = 'projectcalico.org/serviceaccount';
const ORCHESTRATOR = 'projectcalico.org/orchestrator';
const NAMESPACE_PREFIX = 'pcns.';
const SERVICE_ACCOUNT_PREFIX = 'pcsa.';
/** The name of a namespace among its own labels. */
const NAME = 'projectcalico.org/name';

/** The key by which the engine knows that a pod is in a namespace, and in which. */
export const IN_NAMESPACE = namespaceFact(NAMESPACE_NAME_LABEL);

type Test = LabelPresence | LabelValueTest | LabelTextTest;

/** Which service accounts satisfy a test of their labels, as a test of pods. */
export type AccountsThat = (test: Test) => LabelExpression;

const NEVER: LabelExpression = { op: 'or', of: [] };

/** A selector of pods and sets, with the labels that Calico adds. */
export function seenByPods(expression: LabelExpression, accountsThat: AccountsThat): LabelExpression {
  return mapTests(expression, (test) => {
    const added = addedLabel(test, accountsThat);
    if (!added) return test;
    const own: LabelPresence = { op: 'has', key: test.key };
    return {
      op: 'or',
      of: [
        { op: 'and', of: [own, test] },
        { op: 'and', of: [{ op: 'not', of: own }, added] },
      ],
    };
  });
}

function addedLabel(test: Test, accountsThat: AccountsThat): LabelExpression | undefined {
  const { key } = test;
  if (key === NAMESPACE) return { ...test, key: IN_NAMESPACE };
  if (key === SERVICE_ACCOUNT) return { ...test, key: SERVICE_ACCOUNT_FACT };
  if (key === ORCHESTRATOR) {
    const isK8s = test.op === 'has' || (test.op === 'in' ? test.values.includes('k8s') : textTest(test, 'k8s'));
    return isK8s ? { op: 'has', key: SERVICE_ACCOUNT_FACT } : NEVER;
  }
  if (key.startsWith(NAMESPACE_PREFIX)) return { ...test, key: namespaceKey(key.slice(NAMESPACE_PREFIX.length)) };
  if (key.startsWith(SERVICE_ACCOUNT_PREFIX)) {
    return accountsThat({ ...test, key: key.slice(SERVICE_ACCOUNT_PREFIX.length) });
  }
  return undefined;
}

function textTest({ op, text }: LabelTextTest, value: string): boolean {
  return op === 'contains'
    ? value.includes(text)
    : op === 'starts with'
      ? value.startsWith(text)
      : value.endsWith(text);
}

/** A selector of namespaces, as a test of what is in them: `all()` is what has a namespace, `global()` what has none. */
export function seenInNamespaces(expression: LabelExpression, text: string): LabelExpression {
  const has: LabelExpression = { op: 'has', key: IN_NAMESPACE };
  const trimmed = text.trim();
  if (trimmed === 'all()') return has;
  if (trimmed === 'global()') return { op: 'not', of: has };
  return mapTests(expression, (test) => ({ ...test, key: namespaceKey(test.key) }));
}

function namespaceKey(key: string): string {
  return namespaceFact(key === NAME ? NAMESPACE_NAME_LABEL : key);
}

/** A test in the place of each test of one label. */
export function mapTests(expression: LabelExpression, map: (test: Test) => LabelExpression): LabelExpression {
  if (!('of' in expression)) return map(expression);
  if (expression.op === 'not') return { op: 'not', of: mapTests(expression.of, map) };
  return { op: expression.op, of: expression.of.map((part) => mapTests(part, map)) };
}
