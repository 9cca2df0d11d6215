import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');

/** What a runner executes in one shell. */
export interface ShellStep {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

interface GitHubStep {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The `run` steps of docs/ci/github-actions.yml that an event gets to. */
export function githubSteps(event: 'pull_request' | 'push'): ShellStep[] {
  const { jobs } = read<{ jobs: { policies: { steps: GitHubStep[] } } }>('github-actions.yml');
  return jobs.policies.steps
    .filter((step) => step.run !== undefined && holds(step.if, event))
    .map(({ name = '', run, env = {} }) => ({ name, script: run!, env: mapValues(env, evaluated) }));
}

/** The `script` lines of docs/ci/gitlab-ci.yml, which share one shell, and the variables of the file. */
export function gitlabScript(): { lines: string[]; variables: Record<string, unknown> } {
  const file = read<{ variables: Record<string, unknown>; 'network-policies': { script: string[] } }>('gitlab-ci.yml');
  return { lines: file['network-policies'].script, variables: file.variables };
}

export function read<T>(file: string): T {
  return parse(readFileSync(join(ROOT, 'docs/ci', file), 'utf8')) as T;
}

/** Just the conditions that the file uses: one that is not known here has to be thought about first. */
function holds(condition: string | undefined, event: string): boolean {
  const sameRepository = 'github.event.pull_request.head.repo.full_name == github.repository';
  switch (condition) {
    case undefined:
      return true;
    case "github.event_name == 'pull_request'":
    case `github.event_name == 'pull_request' && ${sameRepository}`:
      return event === 'pull_request';
    case "github.event_name == 'push'":
      return event === 'push';
    default:
      throw new Error(`Unknown condition: ${condition}`);
  }
}

function evaluated(expression: string): string {
  const values: Record<string, string> = {
    '${{ github.token }}': 'a-token',
    '${{ github.event.pull_request.number }}': '7',
  };
  const value = values[expression];
  if (value === undefined) throw new Error(`Unknown expression: ${expression}`);
  return value;
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
