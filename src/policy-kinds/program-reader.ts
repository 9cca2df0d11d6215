import { ClusterObjects, PolicyKind, PolicyReader, ReadingContext } from './policy-kind';
import { POLICY_KINDS } from './policy-kinds';
import { Finding, resourceOf } from '../model/finding';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { kindOf } from '../model/object-kind';
import { ProgramPolicy } from '../model/policy-program';
import { Refusal } from '../model/refusal';
import { SelectorTable } from '../model/selector-table';

/** The rule under which policies are reported that have no meaning and so are left out. */
const UNUSABLE_POLICY_RULE = 'unusable-policy';

const NO_OBJECTS: ClusterObjects = { companions: [], services: [], workloads: [] };

/** What is said of a policy that counts for nothing. */
const LEFT_OUT: Readonly<Record<Refusal, string>> = {
  [Refusal.BY_API_SERVER]: 'The API server refuses such a policy, so it was left out.',
  [Refusal.BY_AGENT]: 'Such a policy is stored, and nothing of it is enforced, so it was left out.',
};

/** Turns documents into policies of one program, each by the reader of its kind. */
export class ProgramReader {
  public readonly findings: Finding[] = [];
  private readonly readers = new Map<PolicyKind, PolicyReader>();
  private readonly context: ReadingContext;

  /**
   * @param cluster the objects of the input that policies speak of; without them, what is missing is not there
   * @param selectors whatever is asked about together has its selectors from one table
   */
  public constructor(
    public readonly kinds: readonly PolicyKind[] = POLICY_KINDS,
    cluster: ClusterObjects = NO_OBJECTS,
    public readonly selectors: SelectorTable = new SelectorTable(),
  ) {
    this.context = { selectors, cluster };
  }

  /** A reader for another input, whose policies can be asked about together with those of this one. */
  public forInput(cluster: ClusterObjects): ProgramReader {
    const other = new ProgramReader(this.kinds, cluster, this.selectors);
    for (const kind of this.kinds) {
      // What depends on nothing else is read once for both.
      if (kind.readsAlone) other.readers.set(kind, this.readerOf(kind));
    }
    return other;
  }

  /**
   * The policies that an object holds. None where it has no meaning to the API server or to what enforces it, or where
   * it is of no kind that is known: then there is a finding.
   */
  public read(document: ManifestDocument): readonly ProgramPolicy[] {
    const kind = kindOf(this.kinds, document.object);
    if (!kind) {
      const { kind: written, apiVersion } = document.object;
      const problem = new InvalidInput(`Policies of the kind ${written} in ${apiVersion} are not read.`, '');
      this.leaveOut(document, problem, ['kind']);
      return [];
    }
    const result = this.readerOf(kind).read(document);
    if ('policy' in result) return [result.policy];
    if ('policies' in result) return result.policies;
    this.leaveOut(document, result.problem, result.field, result.refusal);
    return [];
  }

  private readerOf(kind: PolicyKind): PolicyReader {
    let reader = this.readers.get(kind);
    if (!reader) this.readers.set(kind, (reader = kind.reader(this.context)));
    return reader;
  }

  private leaveOut(
    document: ManifestDocument,
    { problem, remedy }: InvalidInput,
    field: FieldPath,
    refusal = Refusal.BY_API_SERVER,
  ): void {
    this.findings.push({
      rule: UNUSABLE_POLICY_RULE,
      severity: 'error',
      type: 'Invalid',
      message: `${problem} ${LEFT_OUT[refusal]}`,
      fix: remedy,
      resource: resourceOf(document.object),
      field,
      origin: document.origin,
      position: () => document.positionOf(field),
    });
  }
}
