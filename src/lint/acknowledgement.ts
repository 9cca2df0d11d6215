import { daysLeft, readDay } from './facts/read-day';
import { LintFinding } from './run-lint';
import { closestWord } from '../model/closest-word';
import { Finding, resourceOf } from '../model/finding';
import { ACKNOWLEDGE_ANNOTATION } from '../model/governance';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';
import { SourcePosition } from '../model/source-position';

/** A finding accepted on purpose. */
export interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
  readonly owner?: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires?: string;
  /** Whether it speaks about this finding, whose rule is the right one already. */
  covers(finding: LintFinding): boolean;
  /** Where it is written, for findings about itself. */
  readonly place: AcknowledgementPlace;
}

export interface AcknowledgementPlace {
  readonly document?: ManifestDocument;
  readonly field?: FieldPath;
  readonly file?: string;
  readonly constructPath?: string;
  readonly position?: () => SourcePosition | undefined;
}

/** A finding that counts no more, and why. */
export interface AcknowledgedFinding extends LintFinding {
  readonly acknowledgement: Acknowledgement;
}

/** Rules that this file reports under; described with the others. */
export const ACKNOWLEDGEMENT_RULES = {
  UNUSED: {
    id: 'acknowledgement-unused',
    severity: 'warning',
    info: 'An acknowledgement matches no finding.',
    why: 'It would silently accept the problem if it came back, or it names the wrong rule and accepts nothing.',
    fix: 'Remove it, or correct the rule or the place it names.',
  },
  EXPIRED: {
    id: 'acknowledgement-expired',
    severity: 'error',
    info: 'An acknowledgement has expired, or does not say what it must.',
    why: 'The problem was accepted until a day that is over.',
    fix: 'Mend the problem, or agree on a new day.',
  },
} as const;

/** What is left of findings once acknowledgements are taken off, and what the acknowledgements deserve themselves. */
export interface AcknowledgementResult {
  readonly open: readonly LintFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  readonly about: readonly Finding[];
}

export function acknowledge(
  findings: readonly LintFinding[],
  acknowledgements: readonly Acknowledgement[],
  now: Date,
  /** The ids of all rules, so that a misspelt one is told from one that found nothing. */
  known: ReadonlySet<string>,
): AcknowledgementResult {
  const about: Finding[] = [];
  const valid = new AcknowledgementIndex();
  for (const acknowledgement of acknowledgements) {
    const complaint = complaintAbout(acknowledgement, now);
    if (complaint) about.push(findingAbout(acknowledgement, ACKNOWLEDGEMENT_RULES.EXPIRED, complaint));
    else valid.add(acknowledgement);
  }
  const used = new Set<Acknowledgement>();
  const open: LintFinding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  for (const finding of findings) {
    const acknowledgement = valid.find(finding);
    if (!acknowledgement) {
      open.push(finding);
    } else {
      used.add(acknowledgement);
      acknowledged.push({ ...finding, acknowledgement });
    }
  }
  for (const acknowledgement of valid.all) {
    if (used.has(acknowledgement)) continue;
    const { rule } = acknowledgement;
    const message = known.has(rule)
      ? `Nothing here is found under ${rule}, so there is nothing to acknowledge.`
      : `There is no rule ${JSON.stringify(rule)}, so nothing is acknowledged.`;
    const meant = known.has(rule) ? undefined : closestWord(rule, known);
    about.push(findingAbout(acknowledgement, ACKNOWLEDGEMENT_RULES.UNUSED, message, meant));
  }
  return { open, acknowledged, about };
}

/** Acknowledgements by rule, those that a document carries itself by document too. */
class AcknowledgementIndex {
  public readonly all: Acknowledgement[] = [];
  private readonly carried = new Map<ManifestDocument, Acknowledgement[]>();
  private readonly elsewhere = new Map<string, Acknowledgement[]>();

  public add(acknowledgement: Acknowledgement): void {
    this.all.push(acknowledgement);
    const { document } = acknowledgement.place;
    if (document) push(this.carried, document, acknowledgement);
    else push(this.elsewhere, acknowledgement.rule, acknowledgement);
  }

  public find(finding: LintFinding): Acknowledgement | undefined {
    const candidates = [...(this.carried.get(finding.document) ?? []), ...(this.elsewhere.get(finding.rule) ?? [])];
    return candidates.find((candidate) => candidate.rule === finding.rule && candidate.covers(finding));
  }
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

function complaintAbout({ rule, reason, expires }: Acknowledgement, now: Date): string | undefined {
  if (reason.trim() === '') return `The acknowledgement of ${rule} gives no reason.`;
  if (expires === undefined) return undefined;
  const day = readDay(expires);
  if (!day) return `The acknowledgement of ${rule} ends on ${JSON.stringify(expires)}, which is no calendar day.`;
  return daysLeft(day, now) < 0 ? `The acknowledgement of ${rule} expired on ${expires}.` : undefined;
}

function findingAbout(
  { place }: Acknowledgement,
  rule: (typeof ACKNOWLEDGEMENT_RULES)[keyof typeof ACKNOWLEDGEMENT_RULES],
  message: string,
  meant?: string,
): Finding {
  const { document, field, file, constructPath, position } = place;
  return {
    rule: rule.id,
    severity: rule.severity,
    message,
    fix: meant === undefined ? rule.fix : `Did you mean ${meant}?`,
    ...(document ? { resource: resourceOf(document.object) } : {}),
    ...(field ? { field } : {}),
    origin: document?.origin ?? { file, constructPath },
    position: position ?? (document && field ? () => document.positionOf(field) : undefined),
  };
}

/**
 * The annotation that makes a policy carry an acknowledgement: what {@link annotatedAcknowledgements} reads.
 *
 * @throws InvalidInput for a text that would not be read back as it is
 */
export function acknowledgementAnnotation(
  rule: string,
  { reason, owner, expires }: Pick<Acknowledgement, 'reason' | 'owner' | 'expires'>,
): [string, string] {
  if (`${reason}${owner ?? ''}`.includes(';')) {
    throw new InvalidInput('The text holds a semicolon, which separates the parts.', 'Write a comma instead.');
  }
  const parts = [reason, owner && `owner=${owner}`, expires && `expires=${expires}`].filter(Boolean);
  return [`${ACKNOWLEDGE_ANNOTATION}${rule}`, parts.join('; ')];
}

/** Whether an object carries an acknowledgement. */
export function hasAcknowledgement({ metadata }: KubernetesObject): boolean {
  return Object.keys(metadata?.annotations ?? {}).some((key) => key.startsWith(ACKNOWLEDGE_ANNOTATION));
}

/**
 * The acknowledgements that a policy carries: `cdk8s-netpol/acknowledge.allow-all-egress: "reason; owner=team; expires=2027-03-31"`.
 */
export function annotatedAcknowledgements(document: ManifestDocument): Acknowledgement[] {
  const annotations = document.object.metadata?.annotations ?? {};
  return Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(ACKNOWLEDGE_ANNOTATION) && typeof value === 'string')
    .map(([key, value]) => {
      const [reason = '', ...rest] = value.split(';').map((part) => part.trim());
      const named = new Map(rest.map((part) => part.split('=', 2).map((text) => text.trim()) as [string, string]));
      return {
        rule: key.slice(ACKNOWLEDGE_ANNOTATION.length),
        reason,
        owner: named.get('owner'),
        expires: named.get('expires'),
        covers: (finding) => finding.document === document,
        place: { document, field: ['metadata', 'annotations', key] },
      };
    });
}
