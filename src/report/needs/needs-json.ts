import { MissingAllowance, NeedsReport, placeOf } from './needs-report';
import { Evidence, Need, Unresolved, endText, portText } from '../../evidence/needs/need';
import { jsonText } from '../wording/json';

/** `netpol.needs/v1`, as docs/schemas/netpol.needs.v1.schema.json describes it. */
export function needsJson({ found, missing, judged }: NeedsReport): string {
  const { needs, dns, unresolved, notRead, workloads } = found;
  return jsonText({
    schema: 'netpol.needs/v1',
    workloads,
    needs: needs.map(needEntry),
    dns: dns.map(({ id }) => id),
    unresolved: unresolved.map(unresolvedEntry),
    ...(notRead.length > 0 ? { notRead } : {}),
    ...(judged ? { judged, missing: missing.map(missingEntry) } : {}),
  });
}

function needEntry({ from, to, port, confidence, via, evidence, note }: Need) {
  return {
    from: endText(from),
    to: endText(to),
    ...(port ? { port: portText(port) } : {}),
    confidence,
    ...(via === undefined ? {} : { via }),
    evidence: evidence.map(({ text }) => text),
    ...placesOf(evidence),
    ...(note === undefined ? {} : { note }),
  };
}

function missingEntry({ need, blocked, opening }: MissingAllowance) {
  return {
    from: endText(need.from),
    to: endText(need.to),
    port: portText(need.port!),
    confidence: need.confidence,
    blockedBy: blocked.map(({ direction, workload, policies }) => ({
      direction,
      workload: workload.id,
      policies: policies.map(({ namespace, name }) => (namespace === '' ? name : `${namespace}/${name}`)),
    })),
    construct: opening.construct,
    policies: opening.policies,
  };
}

function unresolvedEntry({ from, value, because, evidence }: Unresolved) {
  return { from: endText(from), value, because, evidence: [evidence.text], ...placesOf([evidence]) };
}

function placesOf(evidence: readonly Evidence[]): { places?: string[] } {
  const places = evidence.flatMap((one) => placeOf(one) ?? []);
  return places.length > 0 ? { places: [...new Set(places)] } : {};
}
