import { Workload } from '../../constructs/ends/workload';
import { Workload as FoundWorkload } from '../../manifests/inventory';
import { InvalidInput } from '../../model/invalid-input';

/** What became of the workloads that stacks declare, beside those that manifests hold. */
export class DeclaredWorkloads {
  private readonly found = new Map<string, readonly string[]>();
  /** With whether anything else of the namespace is known. */
  private readonly assumed = new Map<string, boolean>();

  /** @param workloads what manifests hold */
  public constructor(private readonly workloads: readonly FoundWorkload[]) {}

  /**
   * Looks for a declared workload: by its name, else by its labels, as a policy looks for pods.
   *
   * @returns whether manifests hold it. Otherwise it counts as a pod of its own
   */
  public find(declared: Workload): boolean {
    const name = declared.toString();
    const near = this.workloads.filter(({ namespace }) => namespace === declared.namespace);
    if (near.some((one) => one.name === declared.name)) return true;
    const carriers = near.filter(({ podGroups }) => podGroups.some(({ labels }) => declared.pods.matches(labels)));
    if (carriers.length === 0) this.assumed.set(name, near.length > 0);
    else this.found.set(name, [...new Set(carriers.map((one) => `${one.namespace}/${one.name}`))]);
    return carriers.length > 0;
  }

  /** Those that no manifest holds. */
  public get unmatched(): string[] {
    return [...this.assumed.keys()];
  }

  /**
   * The name that manifests give to what a question calls by its declared name.
   *
   * @throws InvalidInput if it is several workloads
   */
  public nameOf(end: string): string {
    const names = this.found.get(end) ?? [end];
    if (names.length === 1) return names[0]!;
    throw new InvalidInput(
      `${end} is declared by a stack, and the pods of several workloads carry its labels: ${names.join(', ')}.`,
      'Ask about one of them.',
    );
  }

  /** What has to be known of an end to understand an answer about it. */
  public noteOn(end: string): string[] {
    const names = this.found.get(end);
    if (names) return [`${end}, as a stack declares it, is ${names.join(', ')}, whose pods carry its labels.`];
    if (!this.assumed.get(end)) return [];
    return [
      `${end} is declared by a stack, and no manifest holds pods with its labels: it counts as a pod that carries them.`,
    ];
  }
}
