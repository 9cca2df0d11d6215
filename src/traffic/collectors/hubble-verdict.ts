import { JsonMap, asList, asMap, asNumber, asText, asTexts } from '../record/json-value';
import { Decider, Verdict } from '../record/observation';

/** What Cilium calls the drops that a policy is the reason of: no rule allows it, or a rule denies it. */
const POLICY_DROPS = new Map([
  [133, 'POLICY_DENIED'],
  [181, 'POLICY_DENY'],
]);

const L7 = 129;
const POLICY_VERDICT = 5;
const DROP = 1;

/** What Hubble's verdict says about policies. */
export function verdictOf(flow: JsonMap, eventType: number | undefined): { verdict: Verdict; note?: string } {
  switch (flow.verdict) {
    case 'FORWARDED':
    case 'REDIRECTED':
    case 'ALLOWED':
      return { verdict: 'allowed' };
    case 'AUDIT':
    case 'AUDITED':
      return { verdict: 'would-deny' };
    case 'DROPPED':
    case 'DENIED':
      return verdictOfDrop(flow, eventType);
    default:
      return { verdict: 'unknown' };
  }
}

function verdictOfDrop(flow: JsonMap, eventType: number | undefined): { verdict: Verdict; note?: string } {
  const reason =
    asNumber(flow.drop_reason) ?? (eventType === DROP ? asNumber(asMap(flow.event_type)?.sub_type) : undefined);
  const described = asText(flow.drop_reason_desc);
  if (described !== undefined ? [...POLICY_DROPS.values()].includes(described) : POLICY_DROPS.has(reason ?? 0)) {
    return { verdict: 'denied' };
  }
  if (flow.Type === 'L7' || eventType === L7) {
    return { verdict: 'unknown', note: 'denied by a rule about HTTP, DNS or the like, which is no NetworkPolicy' };
  }
  if (described === undefined && reason === undefined) {
    if (eventType === POLICY_VERDICT) return { verdict: 'denied' };
    return { verdict: 'unknown', note: 'dropped, without a reason in this file' };
  }
  return { verdict: 'unknown', note: `dropped, but not by a policy: ${described ?? `reason ${reason}`}` };
}

const ALLOWED_BY = ['ingress_allowed_by', 'egress_allowed_by'];
const DENIED_BY = ['ingress_denied_by', 'egress_denied_by'];

/** The policies that Hubble says decided. A default deny is the doing of none, so drops mostly name nobody. */
export function decidersOf(flow: JsonMap, verdict: Verdict): readonly Decider[] | undefined {
  let deciders: Decider[] | undefined;
  for (const field of verdict === 'allowed' ? ALLOWED_BY : DENIED_BY) {
    if (flow[field] === undefined) continue;
    for (const entry of asList(flow[field])) {
      const decider = deciderOf(asMap(entry));
      if (decider) (deciders ??= []).push(decider);
    }
  }
  return deciders;
}

function deciderOf(entry: JsonMap | undefined): Decider | undefined {
  const name = asText(entry?.name);
  if (name === undefined) return undefined;
  const ns = asText(entry!.namespace);
  const derived = 'k8s:io.cilium.k8s.policy.derived-from=';
  const label = asTexts(entry!.labels).find((text) => text.startsWith(derived));
  const kind = asText(entry!.kind) ?? (label === undefined ? undefined : asText(label.slice(derived.length)));
  return { ...(kind === undefined ? {} : { kind }), ...(ns === undefined ? {} : { ns }), name };
}
