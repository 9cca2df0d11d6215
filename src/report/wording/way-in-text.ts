import { JudgedNeed } from '../../evidence/needs/judge-needs';
import { portText } from '../../evidence/needs/need';
import { WayIn, verdictOf } from '../../evidence/ways-in';

/** `outside → Ingress shop/store (store.example.com/cart) → edge/nginx[Deployment] → shop/web[Deployment] TCP/8080` */
export function wayInPath({ entry, address, front, controllers, to, port, lastHop }: WayIn): string {
  const by = controllers.length === 0 ? front : controllers.map(({ id }) => id).join(' or ');
  const target = to?.id ?? (lastHop?.need.to.kind === 'addresses' ? lastHop.need.to.cidr : 'nowhere');
  return `outside → ${entry} (${address}) → ${by} → ${target}${port ? ` ${portText(port)}` : ''}`;
}

/** What becomes of who takes it, in a sentence without its full stop. */
export function wayInOutcome(way: WayIn): string {
  const { firstHop, lastHop, broken } = way;
  switch (verdictOf(way)) {
    case 'broken':
      return `leads nowhere: ${broken}`;
    case 'closed':
      return `closed: ${[firstHop, lastHop].flatMap((hop, index) => (hop?.verdict === 'denied' ? [hopText(hop, index === 0)] : [])).join('; ')}`;
    case 'unknown':
      return 'nobody can tell from manifests whether it is open';
    case 'open':
      return 'open';
  }
}

function hopText({ blocked }: JudgedNeed, isFirst: boolean): string {
  const sides = blocked.map(({ direction, workload, policies }) => {
    const names = policies.map(({ name }) => name).slice(0, 3);
    return `${direction.toLowerCase()} of ${workload.id} blocks it${names.length > 0 ? ` (${names.join(', ')})` : ''}`;
  });
  return `${isFirst ? 'from outside to the controller' : 'from the controller to the backend'}, ${sides.join(' and ')}`;
}

/** The same for programs. */
export function wayInEntry(way: WayIn) {
  const { entry, address, front, controllers, to, port, firstHop, lastHop, broken } = way;
  const hops = [
    ...(firstHop ? [hopEntry('outside', 'controller', firstHop)] : []),
    ...(lastHop ? [hopEntry('controller', 'backend', lastHop)] : []),
  ];
  return {
    entry,
    address,
    front,
    controllers: controllers.map(({ id }) => id),
    ...(to ? { to: to.id } : {}),
    ...(port ? { port: portText(port) } : {}),
    verdict: verdictOf(way),
    hops,
    ...(broken === undefined ? {} : { broken }),
  };
}

function hopEntry(from: string, to: string, { verdict, blocked }: JudgedNeed) {
  return {
    from,
    to,
    verdict,
    ...(blocked.length > 0
      ? {
          blockedBy: blocked.map(({ direction, workload, policies }) => ({
            direction,
            workload: workload.id,
            policies: policies.map(({ namespace, name }) => (namespace === '' ? name : `${namespace}/${name}`)),
          })),
        }
      : {}),
  };
}
