import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Consumer } from './consumer';
import { githubSteps, gitlabScript, read } from './pipeline';

/** The program of a team in whose main branch the policies are synthesised already, and a change to it. */
function repository(): Consumer {
  const consumer = new Consumer('minimum-viable-policy');
  consumer.standIn('npm');
  consumer.standIn('gh');
  consumer.standIn('curl');
  return consumer;
}

function change(consumer: Consumer): void {
  const main = join(consumer.folder, 'main.ts');
  const opened = `new AllowNamespace(app, 'lab-reads-orders', { from: 'lab', to: 'reporting', ports: [Port.tcp(9443)] });`;
  writeFileSync(main, readFileSync(main, 'utf8').replace('app.synth();', `${opened}\napp.synth();`));
  consumer.git('checkout', '--quiet', '-b', 'lab');
  consumer.commit('Let the lab read reports');
}

/** Runs the steps of a GitHub event until one fails, as the runner does. */
function runGitHub(consumer: Consumer, event: 'pull_request' | 'push') {
  const temporary = mkdtempSync(join(tmpdir(), 'netpol-runner-'));
  const summary = join(temporary, 'summary.md');
  const context = {
    GITHUB_BASE_REF: event === 'pull_request' ? 'main' : '',
    GITHUB_REF_NAME: 'main',
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temporary,
  };
  const done: string[] = [];
  for (const { name, script, env } of githubSteps(event)) {
    const { status, text } = consumer.run(script, { ...context, ...env });
    if (status !== 0) return { done, failed: name, text, summary };
    done.push(name);
  }
  return { done, failed: undefined, text: '', summary };
}

function runGitLab(consumer: Consumer, env: Record<string, string>) {
  const { lines } = gitlabScript();
  const context = {
    CI_DEFAULT_BRANCH: 'main',
    CI_SERVER_HOST: 'gitlab.example.com',
    CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
    CI_PROJECT_ID: '42',
    NETPOL_PUSH_URL: consumer.remote,
  };
  return consumer.run(lines.join('\n'), { ...context, ...env });
}

const remoteFiles = (consumer: Consumer) =>
  consumer.git('ls-tree', '-r', '--name-only', 'FETCH_HEAD', 'dist').trim().split('\n').filter(Boolean);

describe('docs/ci/github-actions.yml', () => {
  let consumer: Consumer;
  beforeAll(() => (consumer = repository()));

  test('on main: synthesises, checks, tests and commits what is delivered', { timeout: 120_000 }, () => {
    const { done, failed, text } = runGitHub(consumer, 'push');
    expect(failed, text).toBeUndefined();
    expect(done).toEqual(['Install', 'Synthesise', 'Check', 'Test', 'Commit']);
    consumer.git('fetch', '--quiet', 'origin', 'main');
    expect(remoteFiles(consumer)).toEqual([
      'dist/netpol-index.sha256',
      'dist/orders.k8s.yaml',
      'dist/reporting.k8s.yaml',
      'dist/storefront.k8s.yaml',
    ]);
    expect(consumer.git('log', '-1', '--format=%s', 'FETCH_HEAD').trim()).toBe('Synthesise network policies [skip ci]');
    expect(consumer.git('show', '--stat', '--format=', 'FETCH_HEAD')).not.toContain('netpol.sarif');
  });

  test('on a pull request: says what opens and in which steps, and does not fail for it', { timeout: 120_000 }, () => {
    change(consumer);
    const { done, failed, text, summary } = runGitHub(consumer, 'pull_request');
    expect(failed, text).toBeUndefined();
    expect(done).toEqual(['Install', 'Synthesise', 'Check', 'Test', 'Compare with main', 'Comment']);
    const comment = readFileSync(summary, 'utf8');
    expect(comment).toContain('### Opens');
    expect(comment).toContain('| `lab/experiment[Pod]` | `reporting/monthly-report[Pod]` | nothing | TCP 9443 |');
    expect(comment).toContain('## Rollout plan');
    expect(readFileSync(consumer.calls, 'utf8')).toContain(
      'gh pr comment 7 --body-file comment.md --edit-last --create-if-none',
    );
    const sarif = JSON.parse(readFileSync(join(consumer.folder, 'netpol.sarif'), 'utf8')) as { version: string };
    expect(sarif.version).toBe('2.1.0');
  });

  test('an assertion that no longer holds stops it before anything is committed', { timeout: 120_000 }, () => {
    const file = join(consumer.folder, 'assertions.yaml');
    appendFileSync(file, '  - { name: closed, from: storefront/web, to: orders/orders-api, expect: allow }\n');
    const { failed, text } = runGitHub(consumer, 'push');
    expect(failed).toBe('Test');
    expect(text).toContain('closed');
  });

  test('a policy that the API server would refuse stops it too', { timeout: 120_000 }, () => {
    writeFileSync(join(consumer.folder, 'cluster.yaml'), WRONG);
    const { failed, text } = runGitHub(consumer, 'pull_request');
    expect(failed).toBe('Check');
    expect(text).toContain('::error file=cluster.yaml');
  });

  test('grants no more than it needs, and puts nothing that others write into a script', () => {
    const file = read<{ permissions: object; jobs: object }>('github-actions.yml');
    expect(file.permissions).toEqual({ contents: 'write', 'pull-requests': 'write', 'security-events': 'write' });
    for (const { script } of [...githubSteps('push'), ...githubSteps('pull_request')]) {
      expect(script).not.toContain('${{');
    }
  });
});

describe('docs/ci/gitlab-ci.yml', () => {
  let consumer: Consumer;
  beforeAll(() => (consumer = repository()));

  test('on the default branch: synthesises, checks, tests and commits what is delivered', { timeout: 120_000 }, () => {
    const { status, text } = runGitLab(consumer, { CI_COMMIT_BRANCH: 'main' });
    expect(status, text).toBe(0);
    consumer.git('fetch', '--quiet', 'origin', 'main');
    expect(remoteFiles(consumer)).toHaveLength(4);
  });

  test('on a merge request: comments on what opens, and does not fail for it', { timeout: 120_000 }, () => {
    change(consumer);
    const { status, text } = runGitLab(consumer, { CI_MERGE_REQUEST_IID: '7', NETPOL_COMMENT_TOKEN: 'a-token' });
    expect(status, text).toBe(0);
    expect(readFileSync(join(consumer.folder, 'comment.md'), 'utf8')).toContain('lab/experiment');
    const calls = readFileSync(consumer.calls, 'utf8');
    expect(calls).toContain('body=<comment.md');
    expect(calls).toContain('https://gitlab.example.com/api/v4/projects/42/merge_requests/7/notes');
    expect(existsSync(join(consumer.folder, '.main'))).toBe(false);
    for (const report of ['netpol-check.xml', 'netpol-test.xml']) {
      expect(readFileSync(join(consumer.folder, report), 'utf8')).toContain('<testsuite');
    }
  });

  test('without a token the comparison is an artifact only, and what fails stops it', { timeout: 120_000 }, () => {
    writeFileSync(join(consumer.folder, 'cluster.yaml'), WRONG);
    const { status, text } = runGitLab(consumer, { CI_MERGE_REQUEST_IID: '7' });
    expect(status).toBe(1);
    expect(text).toContain('cluster.yaml');
  });
});

test('every file in docs/ci is one of these', () => {
  expect(readdirSync(join(__dirname, '../../docs/ci')).sort()).toEqual(['github-actions.yml', 'gitlab-ci.yml']);
});

const WRONG = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: wrong, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingres] }
`;
