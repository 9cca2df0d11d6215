import { EntryRoute, entryRoutes, routeText } from './entry/entry-routes';
import { behindService } from './needs/behind-service';
import { frontEnd } from './needs/entry-needs';
import { JudgedNeed, NeedJudge } from './needs/judge-needs';
import { KnownPods } from './needs/known-pods';
import { Need, NeedPort, endText } from './needs/need';
import { Workload } from '../manifests/inventory';
import { ServiceIndex } from '../manifests/service-index';
import { ManifestDocument } from '../model/manifest-document';
import { Protocol } from '../model/protocol';
import { Analysis } from '../reachability/relation/analysis';
import { asList, asMap } from '../traffic/record/json-value';

/** A way from outside the cluster to pods, hop by hop. */
export interface WayIn {
  /** `Ingress shop/store` */
  readonly entry: string;
  /** Host and path, as the route has them. */
  readonly address: string;
  /** Who brings the traffic in, as needs call it. */
  readonly front: string;
  /** The workloads that do it; none where the input does not hold them. */
  readonly controllers: readonly Workload[];
  /** @default - it leads nowhere */
  readonly to?: Workload;
  readonly port?: NeedPort;
  /** Outside to the controller; undefined where the input does not hold it. */
  readonly firstHop?: JudgedNeed;
  /** The controller to the pods. */
  readonly lastHop?: JudgedNeed;
  /** Why it leads nowhere. @default - it leads somewhere */
  readonly broken?: string;
}

/** What becomes of who takes it. */
export type WayVerdict = 'open' | 'closed' | 'unknown' | 'broken';

export function verdictOf({ firstHop, lastHop, broken }: WayIn): WayVerdict {
  if (broken !== undefined) return 'broken';
  const hops = [firstHop, lastHop].flatMap((hop) => hop ?? []);
  if (hops.some(({ verdict }) => verdict === 'denied')) return 'closed';
  return hops.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'open';
}

/** The ways that Ingresses and routes of the documents open, each backend by itself, in the order of the input. */
export function waysIn(documents: readonly ManifestDocument[], analysis: Analysis): WayIn[] {
  const routes = entryRoutes(documents);
  if (routes.length === 0) return [];
  const services = new ServiceIndex(analysis.inventory);
  const judge = new NeedJudge(analysis);
  const pods = new KnownPods(analysis.inventory);
  const gateways = listenerPorts(documents);
  return routes.flatMap((route) => waysOf(route, { analysis, services, judge, pods, gateways }));
}

interface Knowledge {
  readonly analysis: Analysis;
  readonly services: ServiceIndex;
  readonly judge: NeedJudge;
  readonly pods: KnownPods;
  readonly gateways: ReadonlyMap<string, readonly number[]>;
}

function waysOf(route: EntryRoute, { analysis, services, judge, pods, gateways }: Knowledge): WayIn[] {
  const from = frontEnd(route.front);
  // It names no Gateway, so it is no way in.
  if (!from) return [];
  const controllers = pods.of(from);
  const firstHop =
    controllers.length === 0
      ? undefined
      : hopFromOutside(controllers, analysis, services, judge, portsAt(route, gateways));
  const own = {
    entry: routeText(route),
    address: addressOf(route),
    front: endText(from),
    controllers,
    ...(firstHop ? { firstHop } : {}),
  };
  const id = `${route.namespace}/${route.service}`;
  if (route.notGranted) {
    return [{ ...own, broken: `no ReferenceGrant in ${route.namespace} lets the route to Service ${id}` }];
  }
  const service = services.get(route.namespace, route.service);
  if (!service) return [{ ...own, broken: `no Service ${id} in the input` }];
  const behind = behindService(
    services,
    service,
    route.front.kind === 'openshift-router' ? openshiftPort(route, service) : route.port,
    undefined,
  );
  if ('nobody' in behind) return [{ ...own, broken: behind.nobody }];
  return behind.targets.map(({ to, port, via }) => {
    const need: Need = { from, to, port, confidence: 'certain', via, evidence: [] };
    return { ...own, ...(to.kind === 'workload' ? { to: to.workload } : {}), port, lastHop: judge.judge(need) };
  });
}

/** A Route names a port of the Service, or the port of the pods behind it. */
function openshiftPort(
  { port }: EntryRoute,
  { ports }: { readonly ports: readonly { name?: string; port: number; targetPort: number | string }[] },
): number | string | undefined {
  if (port === undefined) return undefined;
  return (ports.find(({ name }) => name === port) ?? ports.find(({ targetPort }) => targetPort === port))?.port ?? port;
}

/** Outside to the controller, on the ports that its own Service opens to the outside, or that it declares. */
function hopFromOutside(
  controllers: readonly Workload[],
  { inventory }: Analysis,
  services: ServiceIndex,
  judge: NeedJudge,
  asked: readonly number[],
): JudgedNeed | undefined {
  const hops: JudgedNeed[] = [];
  for (const workload of controllers) {
    const ports = new Map<number, NeedPort>();
    for (const service of inventory.services) {
      if (service.namespace !== workload.namespace || !EXPOSED.has(asMap(service.document.object.spec)?.type)) continue;
      if (!services.podsBehind(service).some((pods) => pods.workload === workload)) continue;
      for (const { port } of service.ports) {
        if (asked.length > 0 && !asked.includes(port)) continue;
        const behind = behindService(services, service, port, Protocol.TCP);
        if ('targets' in behind) for (const target of behind.targets) ports.set(target.port.number, target.port);
      }
    }
    for (const port of ports.values()) {
      hops.push(
        judge.judge({
          from: { kind: 'external', name: '*' },
          to: { kind: 'workload', workload },
          port,
          confidence: 'certain',
          evidence: [],
        }),
      );
    }
  }
  // One controller, or one of its ports, that is open is a way in.
  return (
    hops.find(({ verdict }) => verdict === 'allowed') ?? hops.find(({ verdict }) => verdict === 'unknown') ?? hops[0]
  );
}

const EXPOSED: ReadonlySet<unknown> = new Set(['LoadBalancer', 'NodePort']);

/** The ports at which a Gateway listens, by its namespace and name. */
function listenerPorts(documents: readonly ManifestDocument[]): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, readonly number[]>();
  for (const { object } of documents) {
    if (object.kind !== 'Gateway' || !object.apiVersion.startsWith('gateway.networking.k8s.io/')) continue;
    const listeners = asList(asMap(object.spec)?.listeners).flatMap((listener) => {
      const port = asMap(listener)?.port;
      return typeof port === 'number' ? [port] : [];
    });
    ports.set(`${object.metadata?.namespace ?? 'default'}/${object.metadata?.name}`, listeners);
  }
  return ports;
}

function portsAt({ front }: EntryRoute, gateways: Knowledge['gateways']): readonly number[] {
  return front.kind === 'gateway' ? (gateways.get(`${front.namespace}/${front.name}`) ?? []) : [];
}

const MOST_HOSTS = 3;

/** `store.example.com/cart`; every host and path where the route names none. */
function addressOf({ hosts, matches }: EntryRoute): string {
  const shownHosts = hosts.length === 0 ? ['*'] : hosts.slice(0, MOST_HOSTS);
  const path = matches[0] === undefined || matches[0] === '/' ? '' : matches[0];
  const more = hosts.length > MOST_HOSTS || matches.length > 1 ? ', …' : '';
  return `${shownHosts.map((host) => `${host}${path.startsWith('/') || path === '' ? path : `/${path}`}`).join(', ')}${more}`;
}
