import { addressEnd, behindService } from './behind-service';
import { hostAndPortTogether } from './host-and-port';
import { KeyMeaning, meaningOf } from './key-meaning';
import { Mention, mentionsIn } from './mentions';
import { metadataNoteFor } from './metadata-addresses';
import { Confidence, Evidence, NeedEnd, NeedPort, Unresolved, lessSure, oneStepLess } from './need';
import { NeedTable, workloadEnd } from './need-table';
import { PodTexts } from './pod-texts';
import { HostResolver } from './resolve-host';
import { StoredTexts } from './stored-texts';
import { TextEntry } from './text-entry';
import { ServiceFacts, Workload } from '../../manifests/inventory';
import { ServiceIndex, externalNameOf, isHeadless } from '../../manifests/service-index';

/** What needs of workloads are read by. */
export interface Catalogue {
  readonly services: ServiceIndex;
  readonly hosts: HostResolver;
  readonly stored: StoredTexts;
  /** The port of the API server itself. */
  readonly apiServerPort: NeedPort;
}

/** Adds what a workload needs by the values that its containers are given. */
export function addWorkloadNeeds(workload: Workload, catalogue: Catalogue, table: NeedTable): void {
  const [group] = workload.podGroups;
  if (!group) return;
  const reader = new WorkloadReader(workload, catalogue, table);
  for (const scope of new PodTexts(workload, group, catalogue.stored).scopes()) {
    for (const entry of hostAndPortTogether(scope)) reader.read(entry);
  }
}

/** Names longer than this chain of ExternalNames lead nowhere. */
const MOST_ALIASES = 8;

/** What is found out about one mention. */
interface Found {
  readonly mention: Mention;
  readonly meaning: KeyMeaning;
  readonly entry: TextEntry;
  readonly confidence: Confidence;
}

/** Reads addresses in values on behalf of one end. */
export class WorkloadReader {
  private readonly from: NeedEnd;

  public constructor(
    private readonly workload: Workload,
    private readonly catalogue: Catalogue,
    private readonly table: NeedTable,
    /** Who connects, where it is not the workload. */
    from?: NeedEnd,
    /** The most that is believed. */
    private readonly atMost: Confidence = 'certain',
  ) {
    this.from = from ?? workloadEnd(workload);
  }

  public read(entry: TextEntry): void {
    const meaning = meaningOf(entry.key);
    if (meaning === 'secret' || meaning === 'listen') return;
    // Of what is something else by its key, only a URL counts.
    if (meaning === 'other' && !entry.mentions && !/\/\/|[@=]/.test(entry.value)) return;
    for (const found of entry.mentions ?? mentionsIn(entry.value)) {
      // The words around an address in a file are the file's own.
      const mention = entry.form === 'line' && found.inProse ? { ...found, inProse: false } : found;
      if (entry.ownNames?.has(mention.host)) continue;
      const confidence = confidenceOf(mention, meaning, entry);
      if (confidence === undefined) continue;
      this.take({ mention, meaning, entry, confidence: lessSure(confidence, this.atMost) });
    }
  }

  private take(found: Found): void {
    const { mention, entry } = found;
    const host = this.catalogue.hosts.resolve(mention.host, this.workload.namespace);
    switch (host.kind) {
      case 'itself':
        return;
      case 'node':
        this.add(found, { kind: 'role', role: 'node(own)' }, portOf(mention), {
          note: 'the own node: a policy names it by its addresses, never by a selector',
        });
        return;
      case 'api-server':
        this.resolves();
        this.add(found, { kind: 'role', role: 'kube-apiserver' }, this.catalogue.apiServerPort, {
          via: 'Service default/kubernetes',
          note: 'port of the API server of the platform',
        });
        return;
      case 'workload':
        this.add(found, workloadEnd(host.workload), portOf(mention), { note: 'by the address of its pod' });
        return;
      case 'address':
        if (mention.form === 'name' && found.meaning !== 'address') return;
        this.add(found, addressEnd(host.address)!, portOf(mention), { note: metadataNoteFor(host.address) });
        return;
      case 'service':
        this.resolves();
        this.throughService(found, host.service, host.pod, 0);
        return;
      case 'outside':
        this.outside(found, host.name, host.sure);
        return;
      case 'nobody':
        if (looksInside(found, host.whole)) {
          this.resolves();
          this.report(found, host.because, entry.evidence);
        }
    }
  }

  private throughService(found: Found, service: ServiceFacts, pod: string | undefined, aliases: number): void {
    const { mention, entry } = found;
    const { services, hosts } = this.catalogue;
    const id = `${service.namespace}/${service.name}`;
    const alias = externalNameOf(service);
    if (alias !== undefined) {
      const via = `Service ${id} (ExternalName)`;
      const host = hosts.resolve(alias.toLowerCase().replace(/\.$/, ''), service.namespace);
      if (host.kind === 'service' && aliases < MOST_ALIASES) {
        this.throughService(found, host.service, host.pod, aliases + 1);
      } else if (host.kind === 'address') {
        this.add(found, addressEnd(host.address)!, portOf(mention), { via });
      } else if (host.kind === 'outside') {
        this.add(found, { kind: 'external', name: host.name }, portOf(mention), { via });
      } else {
        this.report(found, `Service ${id} stands for ${alias}, which is nobody`, entry.evidence);
      }
      return;
    }
    const { ports, confidence, why } = portsMeant(found, service);
    for (const port of ports) {
      const behind = behindService(services, service, port, mention.protocol, why);
      if ('nobody' in behind) {
        if (found.confidence !== 'possible' || mention.form === 'url') {
          this.report(found, behind.nobody, entry.evidence);
        }
        return;
      }
      for (const { to, port: own, via, note } of behind.targets) {
        const named = pod === undefined ? via : `Service ${id} (headless)`;
        const whole = pod === undefined ? note : 'select the whole set: replicas come and go, and clients follow them';
        this.add({ ...found, confidence }, to, own, { via: named, note: whole });
      }
    }
  }

  private outside(found: Found, name: string, sure: boolean): void {
    const { mention, meaning, entry } = found;
    // A word with a dot is a name outside only where something says that it is one.
    const isAddress = mention.form === 'url' || mention.form === 'keywords' || meaning === 'address';
    if (entry.sensitive && !isAddress) return;
    if (mention.form === 'name' && !isAddress) return;
    if (mention.form === 'host-port' && !isAddress && (FILE_ENDINGS.test(name) || entry.form === 'line')) return;
    this.resolves();
    if (!sure && isAddress) this.report(found, noNamespace(name), entry.evidence);
    const port = portOf(mention);
    const unsure = !sure || port === undefined || (entry.form === 'line' && mention.form === 'url');
    this.add({ ...found, confidence: unsure ? 'possible' : found.confidence }, { kind: 'external', name }, port, {
      note: port === undefined ? 'no port is written' : found.mention.inProse ? 'a URL inside prose' : undefined,
    });
  }

  private add(
    { entry, confidence }: Found,
    to: NeedEnd,
    port: NeedPort | undefined,
    { via, note }: { readonly via?: string; readonly note?: string },
  ): void {
    this.table.add({
      from: this.from,
      to,
      ...(port ? { port } : {}),
      confidence,
      ...(via === undefined ? {} : { via }),
      evidence: [entry.evidence],
      ...(note === undefined ? {} : { note }),
    });
  }

  private report({ mention, entry, meaning }: Found, because: string, evidence: Evidence): void {
    const { host, port } = mention;
    const shown = port === undefined ? host : `${host}:${port}`;
    const isAddress = mention.form === 'url' || mention.form === 'keywords' || meaning === 'address';
    const hidden = entry.sensitive && !isAddress;
    const unresolved: Unresolved = {
      from: this.from,
      value: hidden ? '(value withheld)' : shown,
      because: hidden ? 'it looks like an address of the cluster, and nobody has it' : because,
      evidence,
    };
    this.table.addUnresolved(unresolved);
  }

  /** The name is looked up, whoever has it. */
  private resolves(): void {
    if (this.from.kind === 'workload') this.table.addDns(this.workload);
  }
}

/** Names of files look like names of hosts. */
const FILE_ENDINGS =
  /\.(?:py|js|ts|go|java|rb|sh|rs|md|json|yaml|yml|xml|conf|cfg|ini|log|txt|html|css|jar|war|so|pem|crt|key|sock|pid|properties|toml|sql|db|php|pl|lua|cc|cpp|h|c)$/;

function noNamespace(name: string): string {
  const namespace = name.slice(name.indexOf('.') + 1);
  return `no namespace ${namespace} in the input, and ${name} is hardly a name outside`;
}

function portOf({ port, defaultPort, protocol }: Mention): NeedPort | undefined {
  const number = port ?? defaultPort;
  return number === undefined ? undefined : { protocol, number };
}

/** How sure a mention is that somebody is connected to; undefined where it says nothing. */
function confidenceOf(mention: Mention, meaning: KeyMeaning, entry: TextEntry): Confidence | undefined {
  const { form, inProse } = mention;
  const base = ((): Confidence | undefined => {
    if (form === 'url') return inProse || meaning === 'published' ? 'possible' : 'certain';
    if (form === 'keywords') return 'certain';
    if (meaning === 'other' || meaning === 'published') return undefined;
    if (inProse) return form === 'host-port' ? 'possible' : undefined;
    if (form === 'host-port') return entry.form === 'line' && !mention.host.includes('.') ? 'likely' : 'certain';
    if (meaning === 'address') return 'certain';
    if (meaning === 'weak') return 'likely';
    if (mention.host.includes('.')) return 'certain';
    return entry.form === 'value' && entry.key !== undefined && !entry.key.includes('.') ? 'possible' : undefined;
  })();
  return base && entry.exec ? lessSure(base, 'likely') : base;
}

/** Whether a name that nobody has was surely meant as one of the cluster. */
function looksInside({ mention, meaning, entry, confidence }: Found, whole: boolean): boolean {
  if (whole) return true;
  if (confidence === 'possible' || mention.inProse) return false;
  if (entry.form === 'line') return mention.form === 'url';
  return (
    mention.form === 'url' ||
    mention.form === 'keywords' ||
    (meaning === 'address' && mention.port !== undefined) ||
    (meaning === 'address' && entry.form === 'value' && mention.host.includes('-'))
  );
}

interface PortsMeant {
  readonly ports: readonly (number | undefined)[];
  readonly confidence: Confidence;
  /** What `via` says of the port. */
  readonly why?: string;
}

/** The ports of the Service that are connected to: as written, else by the scheme, else the only one, else any. */
function portsMeant({ mention, confidence }: Found, service: ServiceFacts): PortsMeant {
  const { port, defaultPort, protocol } = mention;
  if (port !== undefined) return { ports: [port], confidence };
  const own = service.ports.filter((one) => one.protocol === String(protocol));
  const candidates = own.length > 0 ? own : service.ports;
  if (defaultPort !== undefined) {
    if (candidates.some((one) => one.port === defaultPort)) return { ports: [defaultPort], confidence };
    if (isHeadless(service)) return { ports: [defaultPort], confidence };
  }
  if (candidates.length === 1) {
    return {
      ports: [candidates[0]!.port],
      confidence: defaultPort === undefined ? confidence : oneStepLess(confidence),
    };
  }
  const ports = candidates.map((one) => one.port);
  return { ports: ports.length === 0 ? [undefined] : ports, confidence: oneStepLess(confidence) };
}
