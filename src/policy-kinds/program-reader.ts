import { PolicyKind, PolicyReader, ReadingContext } from './policy-kind';
import { POLICY_KINDS } from './policy-kinds';
import { Finding, resourceOf } from '../model/finding';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { kindOf } from '../model/object-kind';
import { ProgramPolicy } from '../model/policy-program';
import { SelectorTable } from '../model/selector-table';

/** The rule under which policies are reported that have no meaning and so are left out. */
const UNUSABLE_POLICY_RULE = 'unusable-policy';

/** Turns documents into policies of one program, each by the reader of its kind. */
export class ProgramReader {
  public readonly findings: Finding[] = [];
  /** Whatever is asked about together has its selectors from here. */
  public readonly selectors = new SelectorTable();
  private readonly readers = new Map<PolicyKind, PolicyReader>();
  private readonly context: ReadingContext;

  public constructor(
    public readonly kinds: readonly PolicyKind[] = POLICY_KINDS,
    companions: readonly ManifestDocument[] = [],
  ) {
    this.context = { selectors: this.selectors, companions };
  }

  /**
   * The policy, or undefined where the API server would refuse it for having no meaning, or where it is of no kind that
   * is known: then there is a finding.
   */
  public read(document: ManifestDocument): ProgramPolicy | undefined {
    const kind = kindOf(this.kinds, document.object);
    if (!kind) {
      const { kind: written, apiVersion } = document.object;
      const problem = new InvalidInput(`Policies of the kind ${written} in ${apiVersion} are not read.`, '');
      return this.leaveOut(document, problem, ['kind']);
    }
    const result = this.readerOf(kind).read(document);
    return 'policy' in result ? result.policy : this.leaveOut(document, result.problem, result.field);
  }

  private readerOf(kind: PolicyKind): PolicyReader {
    let reader = this.readers.get(kind);
    if (!reader) this.readers.set(kind, (reader = kind.reader(this.context)));
    return reader;
  }

  private leaveOut(document: ManifestDocument, { problem, remedy }: InvalidInput, field: FieldPath): undefined {
    this.findings.push({
      rule: UNUSABLE_POLICY_RULE,
      severity: 'error',
      type: 'Invalid',
      message: `${problem} The API server refuses such a policy, so it was left out.`,
      fix: remedy,
      resource: resourceOf(document.object),
      field,
      origin: document.origin,
      position: () => document.positionOf(field),
    });
  }
}
