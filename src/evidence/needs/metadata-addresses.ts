import { tryParseIpAddress } from '../../model/ip-address';
import { METADATA_ENDPOINTS } from '../../platform/metadata-endpoints';

/** What to say of an address at which a cloud hands out credentials; undefined for every other one. */
export function metadataNoteFor(address: string): string | undefined {
  const parsed = tryParseIpAddress(address);
  if (!parsed) return undefined;
  const isMetadata = METADATA_ENDPOINTS.some(({ cidrs }) =>
    cidrs.some(
      (cidr) => (cidr.family as number) === parsed.family && cidr._first <= parsed.value && parsed.value <= cidr._last,
    ),
  );
  return isMetadata ? 'cloud metadata: never open without being asked' : undefined;
}
