import { TEXT, checkParameters, refuseNew } from './given';
import { CIDR } from './given-values';
import { InvalidInput } from './invalid-input';
import { AddressFamily, addressBits, formatIpAddress, parseIpAddress } from './ip-address';

/**
 * A block of IPv4 or IPv6 addresses in CIDR notation.
 *
 * Stricter than older API servers on purpose: host bits (`10.0.0.5/8`), leading zeros and IPv4-mapped IPv6 addresses
 * are refused by Kubernetes 1.36 and newer, and before that they meant something else than they said.
 *
 * @example
 * const offices = Cidr.of('203.0.113.0/24');
 * const everywhere = [Cidr.anyIpv4(), Cidr.anyIpv6()];
 */
export class Cidr {
  /**
   * A block, for example `10.0.0.0/8` or `2001:db8::/32`.
   *
   * @throws if the text is no address block, or has bits set beyond its prefix
   */
  public static of(text: string): Cidr {
    checkParameters('Cidr.of', { text: [text, TEXT] });
    const [addressText, prefixText, ...rest] = text.split('/');
    if (prefixText === undefined) {
      const address = parseIpAddress(text);
      throw new InvalidInput(
        `The block ${JSON.stringify(text)} has no prefix length.`,
        `Write ${JSON.stringify(`${text}/${addressBits(address.family)}`)} for this one address, or Cidr.address(${JSON.stringify(text)}).`,
      );
    }
    const address = parseIpAddress(addressText!);
    const bits = addressBits(address.family);
    const prefix = Number(prefixText);
    if (rest.length > 0 || !/^(0|[1-9]\d*)$/.test(prefixText) || prefix > bits) {
      throw new InvalidInput(
        `${JSON.stringify(text)} is not an address block: the prefix length after '/' must be 0 to ${bits}.`,
        `Write for example "${addressText}/${bits}" for one address.`,
      );
    }
    if (address.family === 6 && address.value >> 32n === 0xffffn) {
      throw new InvalidInput(
        `The block ${JSON.stringify(text)} is an IPv4-mapped IPv6 address.`,
        `Write the IPv4 block instead; the families never match each other.`,
      );
    }
    const cidr = Cidr._covering(address.family, address.value, prefix);
    if (cidr._first !== address.value) {
      throw new InvalidInput(
        `The block ${JSON.stringify(text)} has bits set beyond its prefix length.`,
        `Write "${cidr.toString()}" for the whole block, or "${addressText}/${bits}" for the one address.`,
      );
    }
    return cidr;
  }

  /**
   * The block that holds one address only: `/32` or `/128`.
   *
   * @throws if the text is no IP address
   */
  public static address(text: string): Cidr {
    checkParameters('Cidr.address', { text: [text, TEXT] });
    const { family, value } = parseIpAddress(text);
    return Cidr._covering(family, value, addressBits(family));
  }

  /** Every IPv4 address: `0.0.0.0/0`. */
  public static anyIpv4(): Cidr {
    return Cidr.of('0.0.0.0/0');
  }

  /** Every IPv6 address: `::/0`. */
  public static anyIpv6(): Cidr {
    return Cidr.of('::/0');
  }

  /**
   * The block of this prefix length that holds the address, whatever its host bits.
   *
   * @internal
   */
  public static _covering(family: AddressFamily, value: bigint, prefix: number): Cidr {
    const hostBits = BigInt(addressBits(family) - prefix);
    const first = (value >> hostBits) << hostBits;
    return new Cidr(family, prefix, first, first | ((1n << hostBits) - 1n));
  }

  /** The address family: 4 or 6. */
  public readonly family: number;

  /** The prefix length: 0-32 for IPv4, 0-128 for IPv6. */
  public readonly prefix: number;

  /** @internal */
  public readonly _first: bigint;

  /** @internal */
  public readonly _last: bigint;

  private constructor(family: AddressFamily, prefix: number, first: bigint, last: bigint) {
    refuseNew(typeof first === 'bigint', 'Cidr', "Cidr.of('198.51.100.0/24')");
    this.family = family;
    this.prefix = prefix;
    this._first = first;
    this._last = last;
  }

  /** Whether every address of `other` is in this block too. A block contains itself. */
  public contains(other: Cidr): boolean {
    checkOther('contains', other);
    return this.family === other.family && this._first <= other._first && other._last <= this._last;
  }

  /** Whether the two blocks have an address in common. Blocks nest, so then one contains the other. */
  public overlaps(other: Cidr): boolean {
    checkOther('overlaps', other);
    return this.contains(other) || other.contains(this);
  }

  /** The canonical text, for example `10.0.0.0/8`. */
  public toString(): string {
    return `${formatIpAddress({ family: this.family as AddressFamily, value: this._first })}/${this.prefix}`;
  }
}

/** Asked so often that what is plainly right must cost nothing. */
function checkOther(method: string, other: unknown): void {
  if (!(other instanceof Cidr)) checkParameters(`Cidr.${method}`, { other: [other, CIDR] });
}
