import { PortSet } from '../../model/port-set';

/** `TCP 80, UDP 53`, or `all ports`. */
export function portsText(ports: PortSet): string {
  return ports.isAll ? 'all ports' : ports.toStrings().join(', ');
}
