import type { Draft } from './draft';
import { flowSections, flowSentences } from './flow-summary';
import { ReviewSection } from './review-section';
import { nameOf, namespaceOf } from '../manifests/object-identity';
import { effectivePolicyTypes } from '../model/defaulting';
import { ManifestDocument } from '../model/manifest-document';
import { NetworkPolicySpec } from '../model/network-policy';
import { counted } from '../model/plural';

/** What people and programs are told about a draft. Its texts hold names out of the input. */
export interface DraftSummary {
  readonly namespaces: readonly string[];
  /** How many policies of the input became which construct. */
  readonly constructs: { readonly [className: string]: number };
  /** What the engine has shown, in sentences. */
  readonly proof: readonly string[];
  /** What to review, first things first. */
  readonly review: readonly ReviewSection[];
}

/** Puts a draft into words. */
export function summaryOf(draft: Draft): DraftSummary {
  const { imported, importProof, program } = draft;
  return {
    namespaces: program.files.flatMap(({ path }) => (path.startsWith('namespaces/') ? path.slice(11) : [])),
    constructs: Object.fromEntries([...imported.constructs].sort(([a], [b]) => (a < b ? -1 : 1))),
    proof: [
      ...importSentences(importProof.same, draft.flows ? undefined : importProof.added.length),
      ...(draft.flows ? flowSentences(draft.flows) : []),
    ],
    review: [...(draft.flows ? flowSections(draft.flows) : []), ...sections(draft)]
      .filter(({ items }) => items.length > 0)
      .map((section) => ({ ...section, items: [...section.items].sort() })),
  };
}

function importSentences(same: number, added: number | undefined): string[] {
  if (same === 0) return [];
  return [
    `${counted(same, 'policy', 'of the input means in the draft what it means', 'of the input mean in the draft what they mean')} now: the same pods are isolated and the same is allowed, for every pod there could be.`,
    ...(added === 0 ? ['The draft makes no other policy.'] : []),
  ];
}

function sections({ imported, findings, leftAlone, importProof, flows }: Draft): ReviewSection[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const said = (list: typeof findings) => [
    ...new Set(list.map(({ policy, message, rule }) => `${policy}: ${message} [${rule}]`)),
  ];
  return [
    {
      id: 'acknowledged',
      title: 'Errors of the policies as they stood. Each is acknowledged in the draft, so that it can be used at all',
      items: said(errors),
    },
    {
      id: 'left-alone',
      title: 'Policies of other kinds, which stay in their files and go on counting',
      items: leftAlone.map(describe),
    },
    {
      id: 'open',
      title: 'Policies that let everyone in or out',
      items: imported.policies
        .filter(({ rules }) => Object.values(rules).some((own) => own.some(({ peers, ports }) => !peers && !ports)))
        .map(({ namespace, name }) => `${namespace}/${name}`),
    },
    {
      id: 'types-filled-in',
      title:
        'Policies without policyTypes. The draft writes out what the API server fills in; see whether it was meant',
      items: imported.policies
        .filter(({ spec }) => !spec.policyTypes?.length)
        .map(({ namespace, name, spec }) => `${namespace}/${name} isolates ${isolated(spec)}`),
    },
    {
      id: 'written-out',
      title: 'Policies that no construct says better than their spec',
      items: imported.writtenOut.map(({ namespace, name }) => `${namespace}/${name}`),
    },
    { id: 'warnings', title: 'What netpol check warns about', items: said(warnings) },
    {
      id: 'added',
      title: 'Policies that the draft adds',
      items: flows ? [] : importProof.added.map(describe),
    },
  ];
}

const describe = (document: ManifestDocument) => `${document.object.kind} ${namespaceOf(document)}/${nameOf(document)}`;

function isolated(spec: NetworkPolicySpec): string {
  return effectivePolicyTypes(spec)
    .map((type) => type.toLowerCase())
    .join(' and ');
}
