import { RuleCases } from './rule-case';
import { ADDRESSES_CASES } from './rules/addresses';
import { API_CASES } from './rules/api';
import { CALICO_CASES } from './rules/calico';
import { DNS_CASES } from './rules/dns';
import { GOVERNANCE_CASES } from './rules/governance';
import { ISOLATION_CASES } from './rules/isolation';
import { PLUGINS_CASES } from './rules/plugins';
import { PORTS_CASES } from './rules/ports';
import { SELECTORS_CASES } from './rules/selectors';
import { TIERS_CASES } from './rules/tiers';

/** The day on which the cases are checked. */
export const NOW = new Date('2027-01-15T12:00:00Z');

/** A case for every rule, by the rooms of src/lint/rules. */
export const RULE_CASES: RuleCases = {
  ...ADDRESSES_CASES,
  ...API_CASES,
  ...CALICO_CASES,
  ...DNS_CASES,
  ...GOVERNANCE_CASES,
  ...ISOLATION_CASES,
  ...PLUGINS_CASES,
  ...PORTS_CASES,
  ...SELECTORS_CASES,
  ...TIERS_CASES,
};

/** Rules that speak only about older releases. */
export const KUBERNETES_OF_RULE: Readonly<Record<string, string>> = { 'cidr-host-bits': '1.32' };
