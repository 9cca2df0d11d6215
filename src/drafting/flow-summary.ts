import type { ProvedFlows } from './draft';
import { connectionsText } from './flows/evidence';
import { SetAside } from './flows/sort-records';
import { ReviewSection } from './review-section';
import { PolicyType } from '../model/network-policy';
import { counted, plural } from '../model/plural';
import { Connection } from '../reachability/relation/connections';
import { TrafficRecord } from '../traffic/aggregation/traffic-record';
import { EndFacts } from '../traffic/record/end';

/** What the engine has shown of the flows. */
export function flowSentences({ proof, drafted, window, needsAllowed }: ProvedFlows): string[] {
  const { allowed, undecided, denied, beyond, isCut } = proof;
  const made = drafted.drafted.reduce((sum, { flows }) => sum + flows.length, 0);
  return [
    `${counted(allowed, 'record', 'of traffic that passed is', 'of traffic that passed are')} allowed by the draft, which is made of ${plural(made, 'flow')} in ${plural(drafted.drafted.length, 'construct')}.`,
    ...(needsAllowed > 0
      ? [`${counted(needsAllowed, 'need', 'between workloads is', 'between workloads are')} allowed.`]
      : []),
    ...(undecided.length > 0
      ? [
          `Of ${counted(undecided.length, 'further record', 'nothing firm can be said', 'nothing firm can be said')}: an end is not known, or the API leaves it open.`,
        ]
      : []),
    denied.length === 0
      ? 'Nothing that passed is denied.'
      : `${counted(denied.length, 'record', 'that passed is', 'that passed are')} denied, on purpose: the review lists ${denied.length === 1 ? 'it' : 'them'}.`,
    beyond.length === 0
      ? 'Where the draft isolates a workload, nothing else is allowed between workloads.'
      : `Where the draft isolates a workload, ${counted(beyond.length, 'more connection', 'is', 'are')} allowed between workloads than ${beyond.length === 1 ? 'was' : 'were'} seen; the review lists ${isCut ? 'the first of them' : beyond.length === 1 ? 'it' : 'them'}.`,
    ...(window.lossy.length > 0 ? ['The logs are not whole, so that what was not seen may happen all the same.'] : []),
  ];
}

/** What to look at, first things first. */
export function flowSections({ drafted, proof, window, notIsolated }: ProvedFlows): ReviewSection[] {
  const { remarks, setAside, alike, offers, shared } = drafted;
  const aside = (why: SetAside) => recordTexts(setAside.get(why) ?? []);
  const blocked = new Set(setAside.get('denied') ?? []);
  const section = (id: string, title: string, items: readonly string[]): ReviewSection => ({ id, title, items });
  const asideSections = ASIDE.map(([why, id, title]) => section(id, title, aside(why)));
  return [
    section(
      'denied-by-draft',
      'It passed, and the draft denies it',
      recordTexts(proof.denied.filter((one) => !blocked.has(one))),
    ),
    section('kept-open', 'Kept open, since no policy can say it: until its exception ends', remarks.keptOpen),
    section('exceptions', 'Exceptions: each ends, and somebody has to own it before', remarks.exceptions),
    section('outside', 'Wide openings to and from the outside', remarks.outside),
    section('blocked-today', 'Blocked today, and not drafted: should any of it be open?', aside('denied')),
    section('beyond', 'Allowed by the draft, and not seen', proof.beyond.map(connectionText)),
    section('disputed', 'Needs that what was seen speaks against. Not drafted', drafted.disputed),
    section(
      'alike',
      'Workloads that no label tells apart, so that they share their flows: give each a label of its own',
      alike,
    ),
    section('questions', 'Questions that only the owner can answer', remarks.questions),
    section('not-isolated', 'Not isolated, since nothing was seen in that direction', notIsolatedTexts(notIsolated)),
    ...asideSections,
    section('offers', 'A whole namespace may be meant', offers),
    section('lossy', 'What the logs have lost', window.lossy),
    section('shared', 'Namespaces of the cluster and of shared services, left open', shared),
  ];
}

const ASIDE: readonly (readonly [why: SetAside, id: string, title: string])[] = [
  ['scan', 'scan', 'Looks like somebody trying doors: many closed ports, each tried once or twice. Not drafted'],
  [
    'metadata',
    'metadata',
    'The metadata service of the cloud hands out credentials. Not drafted; cloudMetadata opens it',
  ],
  ['not in the manifests', 'gone', 'Workloads that the manifests do not hold. Not drafted'],
  ['no label', 'no-label', 'Pods without a label that lasts, which no policy can select. Not drafted'],
  ['unknown end', 'unknown-end', 'Nobody knows who one end was. Not drafted'],
  ['no direction', 'no-direction', 'Nobody can say who opened it. Not drafted'],
  ['no port', 'no-port', 'The log says no port. Not drafted'],
  ['node', 'nodes', 'The API server and nodes among themselves. Not drafted; AllowWebhook opens webhooks'],
  ['probe', 'probes', 'Probes of the kubelet, which come from the own node and need no policy'],
  ['other protocol', 'other-protocols', 'ICMP and the like, of which the API says nothing'],
];

function notIsolatedTexts(list: ProvedFlows['notIsolated']): string[] {
  const byWorkload = new Map<string, PolicyType[]>();
  for (const { endpoint, direction } of list) {
    byWorkload.set(endpoint.workload.id, [...(byWorkload.get(endpoint.workload.id) ?? []), direction]);
  }
  return [...byWorkload].map(
    ([id, directions]) =>
      `${id}: ${[...new Set(directions)]
        .map((one) => one.toLowerCase())
        .sort()
        .join(' and ')}`,
  );
}

/** More ports of one pair are counted, not listed. */
const MOST_PORTS = 5;

/** Records, one line for each pair of ends. */
function recordTexts(records: readonly TrafficRecord[]): string[] {
  const pairs = new Map<string, TrafficRecord[]>();
  for (const record of records) {
    const { from, to, notes = [] } = record;
    const said = [...new Set([from.why, to.why, ...notes].filter((text) => text !== undefined))].join('; ');
    const key = JSON.stringify([endText(from), endText(to), said]);
    const present = pairs.get(key);
    if (present) present.push(record);
    else pairs.set(key, [record]);
  }
  return [...pairs].map(([key, own]) => {
    const [from, to, said] = JSON.parse(key) as [string, string, string];
    const ports = [...new Set(own.map(portText))];
    const shown = ports.slice(0, MOST_PORTS).join(', ');
    const more = ports.length > MOST_PORTS ? ` and ${ports.length - MOST_PORTS} more` : '';
    return `${from} to ${to} on ${shown}${more}, ${connectionsText(own)}${said === '' ? '' : `: ${said}`}`;
  });
}

const portText = ({ protocol, port }: TrafficRecord) =>
  port === undefined ? (protocol ?? 'no port') : `${protocol}/${port}`;

function endText({ ns, owner, kind, node, ip, entity, candidates = [] }: EndFacts): string {
  if (owner !== undefined) return `${ns}/${owner}${kind === undefined ? '' : `[${kind}]`}`;
  if (node !== undefined) return `node ${node}${candidates.length > 0 ? ` (perhaps ${candidates.join(', ')})` : ''}`;
  return ip ?? entity ?? 'nobody known';
}

function connectionText({ from, to, ports }: Connection): string {
  return `${from.kind === 'workload' ? from.id : 'addresses'} to ${to.kind === 'workload' ? to.id : 'addresses'} on ${ports.toStrings().join(', ')}`;
}
