import { PolicyRule } from '../../facts/lint-rule';

/** Words that say that there is a policy, which everybody sees, or nothing. */
const EMPTY_WORDS =
  /^(my|the|new|old|test|tmp|temp|foo|bar|example|sample|default|network|net|policy|policies|netpol|networkpolicy|np|rule|rules|\d+)$/;

/** A name that does not say what the policy is for. */
export const vagueName: PolicyRule = {
  id: 'vague-name',
  severity: 'info',
  info: 'The name of the policy says nothing about what it does.',
  why: 'Names are what people see in lists, diffs and incidents; a vague one sends each of them to read the rules.',
  fix: 'Name the flow: allow-web-to-orders-api, deny-all-egress.',
  checkPolicy({ name }, report) {
    const words = (name ?? '').split(/[-.]/).filter((word) => word !== '');
    if (words.length === 0 || !words.every((word) => EMPTY_WORDS.test(word))) return;
    report({ field: ['metadata', 'name'], message: `The name "${name}" says nothing about what the policy does.` });
  },
};
