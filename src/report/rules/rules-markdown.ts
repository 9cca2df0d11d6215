import { ACKNOWLEDGEMENT_RULES } from '../../lint/acknowledgement';
import { API_RULES, INVENTORY_RULES } from '../../lint/api-rules';
import { RuleDescription } from '../../lint/facts/lint-rule';
import { LINT_RULES } from '../../lint/lint-rules';
import { NEED_WORDS } from '../wording/rule-needs';

/** docs/RULES.md */
export function rulesMarkdown(): string {
  const acknowledgements: readonly RuleDescription[] = Object.values(ACKNOWLEDGEMENT_RULES);
  const lint: readonly RuleDescription[] = [...LINT_RULES, ...acknowledgements].sort((a, b) => (a.id < b.id ? -1 : 1));
  const api: readonly RuleDescription[] = Object.values(API_RULES);
  return [
    '# Rules of `netpol check`',
    '',
    'Made by `npx projen docs:rules` from the rules themselves; change them there.',
    '',
    'What the API server says cannot be acknowledged. Every other rule can be weighed differently or turned off in `netpol.yaml`, and single findings can be acknowledged there or on the policy:',
    '',
    '```yaml',
    'metadata:',
    '  annotations:',
    '    cdk8s-netpol/acknowledge.allow-all-egress: "the proxy filters; owner=team-shop; expires=2027-03-31"',
    '```',
    '',
    '| rule | severity | needs |',
    '|---|---|---|',
    ...[...api, ...lint, ...INVENTORY_RULES].map(
      ({ id, severity, needs }) => `| [${id}](#${id}) | ${severity} | ${needsOf(needs)} |`,
    ),
    '',
    '## What the API server says',
    '',
    ...api.flatMap(section),
    '## What an expert would say',
    '',
    ...lint.flatMap(section),
    '## What reading the workloads finds',
    '',
    ...INVENTORY_RULES.flatMap(section),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function section({ id, severity, info, why, fix, needs }: RuleDescription): string[] {
  const needed = needs ? [`**Needs** ${needsOf(needs)}; silent without.`, ''] : [];
  return [`### ${id}`, '', `*${severity}*: ${info}`, '', `**Why** ${why}`, '', `**Fix** ${fix}`, '', ...needed];
}

function needsOf(needs: RuleDescription['needs']): string {
  return (needs ?? []).map((need) => NEED_WORDS[need]).join(', ');
}
