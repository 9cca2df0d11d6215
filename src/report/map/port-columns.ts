import { MapPorts } from './map-data';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { portsText } from '../wording/ports-text';

const PROTOCOLS = Object.values(Protocol);

/** Numbers for sets of ports, by which the columns of a map name them. */
export class PortColumns {
  private readonly numbers = new Map<string, number>();
  private readonly sets: PortSet[] = [];

  public numberOf(set: PortSet): number {
    let number = this.numbers.get(set.key);
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      this.numbers.set(set.key, number);
    }
    return number;
  }

  public columns(): MapPorts {
    return {
      text: this.sets.map((set) => (set.isEmpty ? 'nothing' : portsText(set))),
      intervals: this.sets.map((set) =>
        set.toIntervals().flatMap(({ protocol, first, last }) => [PROTOCOLS.indexOf(protocol), first, last]),
      ),
    };
  }
}
