import { AddressRange, AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { AddressFamily, addressBits } from '../../model/ip-address';
import { pushAll } from '../../model/push-all';
import { parseEndpoint } from '../../reachability/question/endpoint-expression';

const ANY = 'any address';

/** `10.0.0.0/8 except 10.1.0.0/16`, or the blocks themselves, whichever is shorter. */
export function describeAddresses(ranges: readonly AddressRange[]): string {
  const set = AddressSet.ofRanges(ranges);
  if (AddressSet.ALL.equals(set)) return ANY;
  return ([4, 6] as const).flatMap((family) => describeFamily(set, family)).join('; ');
}

/**
 * Reads what {@link describeAddresses} writes, and lists of addresses, blocks and ranges; undefined for other texts.
 *
 * @throws InvalidInput for an address or block that cannot be read
 */
export function tryParseAddressText(text: string): AddressSet | undefined {
  if (text.trim() === ANY) return AddressSet.ALL;
  let all = AddressSet.EMPTY;
  for (const part of text.split(';')) {
    const [inside, outside, ...rest] = part.split(' except ').map((list) => tryParseList(list));
    if (!inside || rest.length > 0 || (part.includes(' except ') && !outside)) return undefined;
    all = all.union(inside.subtract(outside ?? AddressSet.EMPTY));
  }
  return all;
}

function tryParseList(list: string): AddressSet | undefined {
  const ranges: AddressRange[] = [];
  for (const item of list.split(',')) {
    const family = /^any IPv([46]) address$/.exec(item.trim())?.[1];
    if (family !== undefined) {
      pushAll(
        ranges,
        AddressSet.ALL.ranges.filter((range) => String(range.family) === family),
      );
      continue;
    }
    // A workload or namespace is no part of a list.
    if (!/^[0-9a-f:]*[.:]/i.test(item.trim()) || item.includes('{')) return undefined;
    const expression = parseEndpoint(item);
    if (expression.kind !== 'addresses') return undefined;
    ranges.push(expression.range);
  }
  return AddressSet.ofRanges(ranges);
}

function describeFamily(all: AddressSet, family: AddressFamily): string[] {
  const own = AddressSet.ofRanges(all.ranges.filter((range) => range.family === family));
  if (own.isEmpty) return [];
  const blocks = own.toCidrs();
  const cover = coveringBlock(own.ranges[0]!, own.ranges[own.ranges.length - 1]!);
  const holes = AddressSet.of(cover).subtract(own).toCidrs();
  if (holes.length + 1 > blocks.length) return [blocks.join(', ')];
  const whole = cover.prefix === 0 ? `any IPv${family} address` : cover.toString();
  return [holes.length === 0 ? whole : `${whole} except ${holes.join(', ')}`];
}

/** The smallest block that holds both ranges and everything between them. */
function coveringBlock({ family, first }: AddressRange, { last }: AddressRange): Cidr {
  const differing = (first ^ last).toString(2).replace(/^0$/, '').length;
  return Cidr._covering(family, first, addressBits(family) - differing);
}
