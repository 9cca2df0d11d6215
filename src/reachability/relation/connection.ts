import { Endpoint } from './endpoints';
import { PortSet } from '../../model/port-set';

/** Something one endpoint may send to another one. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly ports: PortSet;
  /** On which conditions: `HTTP GET /public`. Empty for what hangs on none. */
  readonly subjectTo?: readonly string[];
}
