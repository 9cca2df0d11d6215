import { InvalidInput } from '../model/invalid-input';

/** The oldest release whose rules this library knows. */
export const OLDEST_KUBERNETES = '1.20';
/** The newest release whose rules this library knows, and the one assumed where none is named. */
export const NEWEST_KUBERNETES = '1.37';

const MINOR = (version: string) => Number(version.split('.')[1]);

/** What differs between releases in the eyes of a NetworkPolicy. */
export interface KubernetesRules {
  /** `endPort` is a field of the API. */
  readonly hasEndPort: boolean;
  /** NetworkPolicy had a `status` for a few releases. */
  readonly hasStatus: boolean;
  /** Leading zeros, IPv4-mapped addresses and host bits in a CIDR are refused (`StrictIPCIDRValidation`). */
  readonly strictCidrs: boolean;
  /** The API server warns about CIDRs that it accepts. */
  readonly warnsAboutCidrs: boolean;
  /** A CIDR that does not parse ends the validation of its block, an `except` that does not parse ends the list. */
  readonly stopsAtBadExcept: boolean;
  /** Problems of owner references say which one, and what is missing there is required, not invalid. */
  readonly indexesOwners: boolean;
}

/**
 * The rules of a release, written `1.34` or `v1.34.2`.
 *
 * @throws InvalidInput for a release this library does not know
 */
export function rulesOf(version: string = NEWEST_KUBERNETES): KubernetesRules {
  const known = cache.get(version);
  if (known) return known;
  const match = /^v?1\.(\d{1,3})(\.\d+)?([-+].*)?$/.exec(version);
  const minor = match ? Number(match[1]) : NaN;
  if (!(minor >= MINOR(OLDEST_KUBERNETES) && minor <= MINOR(NEWEST_KUBERNETES))) {
    throw new InvalidInput(
      `${JSON.stringify(version)} is no Kubernetes release this version of the library knows.`,
      `Write one from ${OLDEST_KUBERNETES} to ${NEWEST_KUBERNETES}, for example ${NEWEST_KUBERNETES}.`,
    );
  }
  const rules: KubernetesRules = {
    hasEndPort: minor >= 21,
    hasStatus: minor >= 24 && minor <= 27,
    strictCidrs: minor >= 36,
    warnsAboutCidrs: minor >= 33,
    stopsAtBadExcept: minor <= 31,
    indexesOwners: minor >= 37,
  };
  cache.set(version, rules);
  return rules;
}

const cache = new Map<string, KubernetesRules>();
