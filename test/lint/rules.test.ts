import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KUBERNETES_OF_RULE, NOW, RULE_CASES } from './rule-cases';
import { checkManifests } from '../../src/lint/check-manifests';
import { LINT_RULES } from '../../src/lint/lint-rules';
import { RULES_THAT_CAN_FAIL } from '../../src/lint/rules-that-can-fail';
import { cniProfile } from '../../src/platform/cni-profiles/cni-profiles';
import { documentsOf } from '../support/policies';

function rulesSpeakingOn(text: string, rule: string, plugin: string | undefined): string[] {
  const kubernetesVersion = KUBERNETES_OF_RULE[rule];
  const cni = plugin === undefined ? undefined : cniProfile(plugin);
  const { platform } = RULE_CASES[rule]!;
  const { findings } = checkManifests(documentsOf(text), { now: NOW, kubernetesVersion, cni, platform });
  const errors = findings.filter(({ type }) => type !== undefined && type !== 'Invalid');
  expect(errors).toEqual([]);
  return findings.map((finding) => finding.rule);
}

describe.each(LINT_RULES.map(({ id }) => id))('%s', (id) => {
  test('speaks on what it is about', () => {
    const { violating, cni } = RULE_CASES[id]!;
    expect(rulesSpeakingOn(violating, id, cni)).toContain(id);
  });

  test('is silent on what is right', () => {
    const { clean, cni, cleanCni = cni } = RULE_CASES[id]!;
    expect(rulesSpeakingOn(clean, id, cleanCni)).not.toContain(id);
  });
});

describe('the table of rules', () => {
  test('has every file of rules/, and each rule is called what its file is called', () => {
    const files = readdirSync(join(__dirname, '../../src/lint/rules'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'));
    expect(LINT_RULES.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  test.each(LINT_RULES.map((rule) => [rule.id, rule] as const))('%s says what, why and what to do', (_, rule) => {
    for (const text of [rule.info, rule.why, rule.fix]) expect(text).toMatch(/^[A-Z"'].*[.)]$/s);
  });

  test('knows every rule that reports errors, on whatever plugin', () => {
    const plugins = [
      'cilium@1.15',
      'calico',
      'flannel',
      'weave',
      'aws-vpc-cni',
      'azure-npm',
      'ovn-kubernetes',
      'kube-ovn',
    ];
    const failing = Object.values(RULE_CASES).flatMap(({ violating }) =>
      plugins.flatMap((plugin) => {
        const { findings } = checkManifests(documentsOf(violating), { now: NOW, cni: cniProfile(plugin) });
        return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
      }),
    );
    expect(failing.length).toBeGreaterThan(0);
    expect(failing.filter((rule) => !RULES_THAT_CAN_FAIL.has(rule))).toEqual([]);
  });
});
