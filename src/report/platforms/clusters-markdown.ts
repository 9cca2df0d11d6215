import { Capability, CniProfile } from '../../platform/cni-profiles/cni-capability';
import { DistributionFacts } from '../../platform/distributions/distribution-facts';
import { MetadataEndpoint } from '../../platform/metadata-endpoints';
import { markdownCode, markdownText } from '../wording/markdown';
import { sourceMarkdown } from '../wording/source-markdown';

/** Kinds of clusters, one row each, and what to beware of. */
export function distributionLines(distributions: readonly DistributionFacts[]): string[] {
  return [
    '| platform | DNS | API server | webhooks are called | network plugin | to be given |',
    '|---|---|---|---|---|---|',
    ...distributions.map(
      ({ name, title, dns, apiServer, webhooks, cni, mustBeGiven }) =>
        `| ${markdownCode(name)} ${markdownText(title)} | ${dns.service} | ${apiServer.port.toString()}, ${markdownText(apiServer.note)} | ${markdownText(webhooks.note)} (${webhooks.confidence}) | ${cni.name ? `${markdownCode(cni.name)}: ` : ''}${markdownText(cni.note)} (${cni.confidence}) | ${mustBeGiven.map(markdownCode).join(' ')} |`,
    ),
    '',
    ...distributions.flatMap(({ title, caveats, sources }) => [
      `**${markdownText(title)}**`,
      '',
      ...caveats.map((caveat) => `- ${markdownText(caveat)}`),
      `- Sources: ${sources.map(sourceMarkdown).join(', ')}`,
      '',
    ]),
  ];
}

/** Where clouds hand out credentials. */
export function metadataLines(endpoints: readonly MetadataEndpoint[]): string[] {
  return [
    '| service | addresses | ports | for | known from | sources |',
    '|---|---|---|---|---|---|',
    ...endpoints.map(
      ({ provider, cidrs, ports, purpose, confidence, sources }) =>
        `| ${markdownText(provider)} | ${cidrs.map((cidr) => markdownCode(cidr.toString())).join(' ')} | ${ports.join(', ')} | ${markdownText(purpose)} | ${confidence} | ${sources.map(sourceMarkdown).join(', ')} |`,
    ),
    '',
  ];
}

/** What is asked of each network plugin, in the order of the matrix. */
const QUESTIONS: readonly (readonly [keyof CniProfile, string])[] = [
  ['enforces', 'enforces NetworkPolicy'],
  ['ingress', 'ingress'],
  ['egress', 'egress'],
  ['ipBlock', 'ipBlock'],
  ['except', 'except'],
  ['endPort', 'endPort'],
  ['namedPorts', 'ports by name'],
  ['sctp', 'SCTP'],
  ['namespaceExpressions', 'matchExpressions on namespaces'],
  ['ipv6', 'IPv6'],
  ['portlessEntries', 'a whole protocol beside a numbered port'],
  ['barePods', 'pods without a controller'],
  ['portsPerBlock', 'many ports beside a block'],
  ['blocksPerPolicy', 'many blocks in a policy'],
  ['ipBlockMatchesPods', 'ipBlock matches pods'],
  ['ipBlockMatchesNodes', 'ipBlock matches nodes'],
  ['hostNetworkSubject', 'restricts hostNetwork pods'],
  ['hostNetworkPeer', 'selectors match hostNetwork pods'],
  ['self', 'a pod reaches itself'],
  ['selfThroughService', 'a pod reaches itself through its Service'],
  ['nodeToPod', 'the node reaches its pods'],
  ['podToOwnNode', 'an isolated pod reaches its own node'],
  ['judgesPodBehindService', 'egress is judged on the pod behind a Service'],
  ['adminNetworkPolicy', 'AdminNetworkPolicy'],
  ['clusterNetworkPolicy', 'ClusterNetworkPolicy'],
  ['audit', 'dry run or log of denials'],
  ['dnsNames', 'rules about DNS names, of its own'],
  ['layer7', 'rules about HTTP and the like, of its own'],
];

/** The matrix of network plugins, and the notes to its cells. */
export function cniLines(profiles: readonly CniProfile[]): string[] {
  return [
    `| | ${profiles.map(({ title }) => markdownText(title)).join(' | ')} |`,
    `|---|${'---|'.repeat(profiles.length)}`,
    ...QUESTIONS.map(
      ([key, question]) =>
        `| ${question} | ${profiles.map((profile) => mark(profile[key] as Capability)).join(' | ')} |`,
    ),
    '',
    ...profiles.flatMap(profileNotes),
  ];
}

function mark({ support, note, inferred }: Capability): string {
  const answer = support === 'unknown' ? '?' : support;
  return `${answer}${note ? '\\*' : ''}${inferred ? ' (inferred)' : ''}`;
}

function profileNotes(profile: CniProfile): string[] {
  const notes = QUESTIONS.flatMap(([key, question]) => {
    const { note, source } = profile[key] as Capability;
    if (!note && !source) return [];
    const from = source ? ` (${sourceMarkdown(source)})` : '';
    return [`- ${question}: ${markdownText(note ?? 'see the source')}${from}`];
  });
  return [
    `**${markdownText(profile.title)}** (${markdownCode(profile.name)}): read from ${markdownText(profile.facts)}, ${sourceMarkdown(profile.source)}`,
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
  ];
}
