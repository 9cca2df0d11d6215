import { registerCheck } from './check';
import { registerDiff } from './diff';
import { registerDraft } from './draft';
import { registerExplain } from './explain';
import { registerImplies } from './implies';
import { registerMap } from './map';
import { registerNeeds } from './needs';
import { registerPlatforms } from './platforms';
import { registerReach } from './reach';
import { registerReplay } from './replay';
import { registerRollout } from './rollout';
import { registerTest } from './test';
import { registerTraffic } from './traffic';
import type { RegisterCommand } from '../register-command';

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerCheck,
  registerReach,
  registerMap,
  registerExplain,
  registerTest,
  registerDiff,
  registerImplies,
  registerRollout,
  registerTraffic,
  registerReplay,
  registerDraft,
  registerNeeds,
  registerPlatforms,
];
