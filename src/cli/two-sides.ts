import type { Command } from 'commander';
import { InvalidInput } from '../model/invalid-input';

/** Has a command that compares two paths say where others belong. */
export function twoSides(command: Command): void {
  command.allowExcessArguments().hook('preAction', ({ args }) => {
    const [old, now, ...others] = args;
    if (others.length === 0) return;
    throw new InvalidInput(
      `Two paths can be compared, an old and a new one, and there are ${args.length}.`,
      `Manifests that belong to both sides follow --with: ${old} ${now} --with ${others.join(' ')}`,
    );
  });
}
