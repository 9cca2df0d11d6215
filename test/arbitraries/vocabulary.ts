import fc from 'fast-check';

/** Few words, so that what one object says and what another one is collide often. */

export const namespaceNames = ['red', 'blue', 'default', 'ghost'];

export const portNumbers = [1, 53, 80, 81, 8080, 65535];

export const portNames = ['http', 'dns'];

export const protocols = ['TCP', 'UDP', 'SCTP'] as const;

export const nodeAddresses = ['192.168.0.1', '192.168.0.2'];

/** Nested, adjacent and separate blocks of both families, at both ends of the address space, around all pods. */
export const cidrs = [
  '0.0.0.0/0',
  '128.0.0.0/1',
  '10.0.0.0/8',
  '10.0.0.0/23',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.0.0.2/31',
  '10.0.0.1/32',
  '192.168.0.0/24',
  '192.168.0.1/32',
  '255.255.255.255/32',
  '::/0',
  '8000::/1',
  'fd00::/31',
  'fd00::/32',
  'fd00:1::/32',
  'fd00::2/127',
  'fd00::1/128',
];

/** The address of the pod with this number in its cluster; neighbours fall into different blocks. */
export function podAddress(family: 4 | 6, index: number): string {
  return family === 4 ? `10.0.${index % 2}.${index + 1}` : `fd00:${index % 2}::${index + 1}`;
}

/** A record of plain JSON, where each key may be missing. */
export function partial<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(shape, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<T>>;
}

/** A record of plain JSON with all of its keys. */
export function complete<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** Null, empty, or filled: with a missing key these are the spellings of a list that the API reads in one of two ways. */
export function anyList<T>(item: fc.Arbitrary<T>, maxLength = 2): fc.Arbitrary<T[] | null> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
    { weight: 5, arbitrary: fc.array(item, { minLength: 1, maxLength }) },
  );
}

export function rarely(): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
}
