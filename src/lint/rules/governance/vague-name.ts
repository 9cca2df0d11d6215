import { ACKNOWLEDGE_ANNOTATION } from '../../../model/governance';
import { ClusterRule } from '../../facts/lint-rule';
import { LintedPolicy } from '../../facts/linted-policy';

/** Words that say that there is a policy, which everybody sees, or nothing. */
const EMPTY_WORDS =
  /^(my|the|new|old|test|tmp|temp|foo|bar|example|sample|default|network|net|policy|policies|netpol|networkpolicy|np|rule|rules|\d+)$/;

const ID = 'vague-name';

/** A name that does not say what the policy is for. Where a whole cluster uses one, that is one remark. */
export const vagueName: ClusterRule = {
  id: ID,
  severity: 'info',
  info: 'The name of the policy says nothing about what it does.',
  why: 'Names are what people see in lists, diffs and incidents; a vague one sends each of them to read the rules.',
  fix: 'Name the flow: allow-web-to-orders-api, deny-all-egress.',
  checkCluster({ policies }, report) {
    const groups = new Map<string, LintedPolicy[]>();
    for (const policy of policies) {
      const { name, annotations } = policy;
      if (!isVague(name ?? '')) continue;
      // What a policy carries an acknowledgement of is said of it alone.
      const own = Object.hasOwn(annotations, `${ACKNOWLEDGE_ANNOTATION}${ID}`) ? [policy.namespace, name] : [name];
      const key = JSON.stringify(own);
      const group = groups.get(key);
      if (group) group.push(policy);
      else groups.set(key, [policy]);
    }
    for (const [first, ...others] of groups.values()) {
      const count = others.length > 0 ? `, which ${others.length + 1} policies have,` : '';
      const message = `The name "${first!.name}"${count} says nothing about what the policy does.`;
      report(first!.document, { field: ['metadata', 'name'], message });
    }
  },
};

function isVague(name: string): boolean {
  const words = name.split(/[-.]/).filter((word) => word !== '');
  return words.length > 0 && words.every((word) => EMPTY_WORDS.test(word));
}
