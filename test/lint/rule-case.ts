import { Platform } from '../../src';

/** A manifest on which a rule speaks, and one nearby on which it must not. */
export interface RuleCase {
  readonly violating: string;
  readonly clean: string;
  /** The network plugin to check for. */
  readonly cni?: string;
  /** The plugin of the clean case, where the manifest is the same. */
  readonly cleanCni?: string;
  /** The cluster to check for. */
  readonly platform?: Platform;
}

/** Cases by the id of their rule. */
export type RuleCases = Readonly<Record<string, RuleCase>>;
