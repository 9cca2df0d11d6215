import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster } from '../constructs/ends/cluster';
import { PolicyRegistry } from '../constructs/registry/policy-registry';
import { UnmanagedEnd } from '../constructs/registry/unmanaged-end';
import { unmanagedEndsOf } from '../constructs/registry/unmanaged-ends';
import { isNetworkPolicy } from '../model/kubernetes-object';
import { plural } from '../model/plural';

/** How many places of a rule are named, how many rules, and how many ends. */
const MOST_PLACES = 3;
const MOST_LINES = 10;

/**
 * What somebody who ran synth should know, in a few lines: how much was written where, what lint warns about, and what
 * is left to others.
 *
 * @param files how many files of manifests were written, where that is known
 */
export function synthSummary(root: IConstruct, folder: string, files: number | undefined): string {
  const constructs = root.node.findAll();
  const notes = [...warningLines(constructs), ...endLines(endsOf(root))];
  const lines = [`netpol: ${whatWasWritten(constructs, folder, files)}`, ...notes.map((note) => `  ${note}`)];
  if (notes.length > 0) {
    lines.push('  All of it: stack.warnings, stack.unmanagedEnds. Without this: NETPOL_QUIET=1, or quiet: true.');
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Whether nobody reads it: somebody says so, or a test runs. */
export function isQuiet(given: boolean | undefined): boolean {
  const { NETPOL_QUIET: quiet = '', NODE_ENV: environment } = process.env;
  return given ?? (!['', '0', 'false'].includes(quiet) || environment === 'test');
}

function whatWasWritten(constructs: readonly IConstruct[], folder: string, files: number | undefined): string {
  const policies = constructs.filter((one): one is ApiObject => ApiObject.isApiObject(one) && isNetworkPolicy(one));
  const namespaces = new Set(
    policies.map((policy) =>
      JSON.stringify([Cluster._around(policy)?.clusterName, policy.metadata.namespace ?? 'default']),
    ),
  );
  const where = files === undefined ? `in ${folder}` : `in ${plural(files, 'file')} below ${folder}`;
  return `${plural(policies.length, 'policy')} of ${plural(namespaces.size, 'namespace')}, ${where}`;
}

function warningLines(constructs: readonly IConstruct[]): string[] {
  const places = new Map<string, Set<string>>();
  const others = new Set<string>();
  for (const chart of constructs) {
    const registry = Chart.isChart(chart) ? PolicyRegistry.ofChart(chart as Chart) : undefined;
    if (!registry) continue;
    for (const { rule, declaredBy, policy } of registry.warningFindings) {
      const known = places.get(rule) ?? new Set();
      places.set(rule, known.add((declaredBy[0] ?? policy).replace(/\/Resource$/, '')));
    }
    for (const warning of [...registry.misspeltEnds, ...registry.endedExceptions]) others.add(warning);
  }
  const byRule = [...places].sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1));
  return [
    ...shortened(byRule.map(([rule, found]) => `warning ${rule}: ${listed([...found])}`)),
    ...shortened([...others].map((warning) => `warning ${warning}`)),
  ];
}

function endsOf(root: IConstruct): UnmanagedEnd[] {
  const clusters = Cluster._all(root);
  return (clusters.length > 0 ? clusters : [root]).flatMap((cluster) => unmanagedEndsOf(cluster));
}

function endLines(ends: readonly UnmanagedEnd[]): string[] {
  const lines = ends.map(
    ({ namespace, workload, direction, declaredBy }) =>
      `left to its owner: ${direction.toLowerCase()} of ${namespace}/${workload}, for ${declaredBy}`,
  );
  return shortened([...new Set(lines)]);
}

function listed(places: readonly string[]): string {
  const shown = places.slice(0, MOST_PLACES);
  const more = places.length - shown.length;
  return shown.join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} more`];
}
