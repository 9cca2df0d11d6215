import { describe, expect, test } from 'vitest';
import { CheckOptions, checkManifests } from '../../../src/lint/check-manifests';
import { readTexts } from '../../../src/manifests/read-manifests';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { checkJson } from '../../../src/report/check/check-json';
import { checkMarkdown } from '../../../src/report/check/check-markdown';
import { CheckReport } from '../../../src/report/check/check-report';
import { checkText } from '../../../src/report/check/check-text';

function reportOn(texts: Readonly<Record<string, string>>, options: CheckOptions = {}): CheckReport {
  const { documents, findings, sources } = readTexts(Object.entries(texts).map(([file, text]) => ({ file, text })));
  const result = checkManifests(documents, options);
  return { ...result, findings: [...findings, ...result.findings], sources };
}

const object = (apiVersion: string, kind: string, namespace: string, name: string, rest: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {namespace: ${namespace}, name: ${name}}\n${rest}\n`;
const policy = (namespace: string, name: string, spec: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', namespace, name, `spec: ${spec}`);
const pod = (namespace: string, name: string) =>
  object('v1', 'Pod', namespace, name, 'spec: {containers: [{name: c, image: i}]}');
const lastLines = (report: CheckReport) => checkText(report).trimEnd().split('\n\n').pop()!.split('\n');

describe('equal findings of one rule', () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `n${index}.yaml`,
        policy(`team-${index}`, 'open', '{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}'),
      ]),
    );

  test('are one entry with the first few places in text', () => {
    const text = checkText(reportOn(many(124)));
    expect(text.match(/allow-all-ingress/g)).toHaveLength(1);
    expect(text).toContain('also: n1.yaml:5 team-1/open, n2.yaml:5 team-2/open, n3.yaml:5 team-3/open, and 120 more');
    expect(text).toContain('124 remarks in 124 policies');
    expect(text.split('\n').length).toBeLessThan(20);
  });

  test('are one row in markdown', () => {
    const rows = checkMarkdown(reportOn(many(124))).match(/^\| info .*$/gm);
    expect(rows).toHaveLength(1);
    expect(rows![0]).toContain('and 120 more');
  });

  test('stay apart in json', () => {
    const { findings } = JSON.parse(checkJson(reportOn(many(124)))) as { findings: unknown[] };
    expect(findings).toHaveLength(124);
  });

  test('stay apart where they are few', () => {
    const text = checkText(reportOn(many(3)));
    expect(text.match(/allow-all-ingress/g)).toHaveLength(3);
    expect(text).not.toContain('also:');
  });

  test('are equal where they differ in the name of their object alone', () => {
    const pods = ['a', 'b', 'c', 'd', 'e'].map((name) => pod('shop', name)).join('');
    const text = checkText(reportOn({ 'a.yaml': pods + policy('shop', 'x', '{podSelector: {matchLabels: {a: b}}}') }));
    expect(text.match(/No policy isolates ingress of/g)).toHaveLength(1);
    expect(text).toContain('also: a.yaml:9 shop/b, a.yaml:14 shop/c, a.yaml:19 shop/d, and 1 more');
  });

  test('are not equal where they say different things', () => {
    const wrong = ['aap', 'bbp', 'ccp', 'ddp', 'eep'].map((word) => policy('shop', word, `{policyTypes: [x${word}]}`));
    expect(checkText(reportOn({ 'a.yaml': wrong.join('') })).match(/\[api-validation\]/g)).toHaveLength(5);
  });
});

describe('the summary', () => {
  const good = policy('shop', 'good', '{podSelector: {}, policyTypes: [Ingress]}');
  const refused = policy('shop', 'bad', '{podSelector: {}, policyTypes: [Ingres]}');

  test('says how many policies the API server refuses', () => {
    expect(lastLines(reportOn({ 'a.yaml': refused }))[0]).toBe('1 error; the API server refuses 1 of 1 policies.');
    expect(lastLines(reportOn({ 'a.yaml': refused + good }))[0]).toBe(
      '1 error; the API server refuses 1 of 2 policies.',
    );
    expect(lastLines(reportOn({ 'a.yaml': good }))[0]).toBe(
      'Nothing to object to in 1 policy that the API server takes.',
    );
  });

  test('counts a policy of an API that does not exist among the refused', () => {
    const core = object('v1', 'NetworkPolicy', 'shop', 'p', 'spec: {podSelector: {}}');
    const text = checkText(reportOn({ 'a.yaml': core }));
    expect(text).toContain('There is no NetworkPolicy in v1.');
    expect(text).toContain('1 error; the API server refuses 1 of 1 policies.');
  });

  test('says of one policy of another API that it was not analysed, of several that they were not', () => {
    const antrea = (name: string) => object('crd.antrea.io/v1beta1', 'NetworkPolicy', 'shop', name, 'spec: {}');
    expect(checkText(reportOn({ 'a.yaml': good + antrea('c') }))).toContain('(1 of another API was not analysed)');
    expect(checkText(reportOn({ 'a.yaml': good + antrea('c') + antrea('d') }))).toContain(
      '(2 of other APIs were not analysed)',
    );
  });

  test('counts each silent rule once, with all that it lacks', () => {
    const report = reportOn({ 'a.yaml': good });
    const line = lastLines(report).find((text) => /silent/.test(text))!;
    const counted = [...line.matchAll(/without [^;]*: (\d+)/g)].map(([, count]) => Number(count));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(report.silent.length);
    expect(line.startsWith(`${report.silent.length} rules stayed silent: `)).toBe(true);
    expect(line).toContain('without the network plugin (--cni) and ranges of nodes, pods or the API server: 1');
    const known = reportOn({ 'a.yaml': good + pod('shop', 'a') }, { cni: cniProfile('calico') });
    expect(checkText(known)).not.toMatch(/without (the network|workloads)/);
  });

  test('names namespaces of the cluster whose missing policies it leaves out, and reports them on request', () => {
    const texts = { 'a.yaml': good + pod('kube-system', 'dns') };
    expect(checkText(reportOn(texts))).toContain(
      'What is missing in kube-system is not reported; --system-namespaces reports it too.',
    );
    const asked = checkText(reportOn(texts, { systemNamespaces: true }));
    expect(asked).toContain('The namespace kube-system has workloads and no NetworkPolicy.');
    expect(asked).not.toContain('--system-namespaces');
    expect(checkText(reportOn({ 'a.yaml': good + pod('shop', 'a') }))).not.toContain('--system-namespaces');
  });
});
