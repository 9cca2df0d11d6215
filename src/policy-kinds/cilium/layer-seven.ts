import { GroupSpec, HttpSpec, KafkaSpec, NameSpec, PortRuleSpec } from './cilium-spec';

/** More than these are counted and not named. */
const MOST_NAMED = 3;

/**
 * What an entry of `toPorts` lets through of the traffic on its ports, for people: `HTTP GET /public`. Undefined where
 * that is all of it.
 */
export function filterOf({ rules, serverNames, listener }: PortRuleSpec): string | undefined {
  const parts: string[] = [];
  if (rules?.http?.length) parts.push(oneOf('HTTP', rules.http.map(requestText)));
  if (rules?.kafka?.length) parts.push(oneOf('Kafka', rules.kafka.map(kafkaText)));
  if (rules?.dns?.length && !rules.dns.some(({ matchPattern }) => matchPattern === '*')) {
    parts.push(`DNS queries for ${short(rules.dns.map(nameText))}`);
  }
  if (rules?.l7proto) parts.push(`what the parser ${rules.l7proto} lets through`);
  if (serverNames?.length) parts.push(`TLS with the server name ${short(serverNames)}`);
  if (listener?.name) parts.push(`what the Envoy listener ${listener.name} lets through`);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `names api.example.com, *.example.org` */
export function namesText(names: readonly NameSpec[]): string {
  return `names ${short(names.map(nameText))}`;
}

/** `AWS groups sg-1, web` */
export function groupText({ aws = {} }: GroupSpec): string {
  const labels = Object.entries(aws.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const named = [...(aws.securityGroupsIds ?? []), ...(aws.securityGroupsNames ?? []), ...labels];
  return named.length === 0 ? 'a group of the cloud' : `AWS groups ${short(named)}`;
}

function nameText({ matchName, matchPattern }: NameSpec): string {
  return matchName ?? matchPattern ?? '';
}

function requestText({ method, path, host, headers, headerMatches }: HttpSpec): string {
  const hasHeaders = (headers?.length ?? 0) + (headerMatches?.length ?? 0) > 0;
  const parts = [method, path, host && `to ${host}`, hasHeaders && 'with certain headers'];
  return parts.filter((part) => part).join(' ');
}

function kafkaText({ role, apiKey, topic, clientID }: KafkaSpec): string {
  const parts = [role, apiKey, topic && `topic ${topic}`, clientID && `client ${clientID}`];
  return parts.filter((part) => part).join(' ');
}

/** A request without any text is every one of its protocol. */
function oneOf(protocol: string, requests: readonly string[]): string {
  return requests.includes('') ? protocol : `${protocol} ${short(requests)}`;
}

function short(texts: readonly string[]): string {
  const named = texts.slice(0, MOST_NAMED);
  const more = texts.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
