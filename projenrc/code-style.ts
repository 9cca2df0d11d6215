import { Component, cdk } from 'projen';

/** The floors of ARCHITECTURE.md, lowest first. A folder imports only from itself and from lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['model'],
  ['manifests', 'validation', 'platform'],
  ['reachability', 'rendering'],
  ['lint'],
  ['constructs'],
  ['gitops', 'report'],
  ['cli', 'plugin', 'vitest'],
];

/** ESLint rules beyond projen's own, the floors among them. */
export class CodeStyle extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const eslint = project.eslint!;

    eslint.addRules({
      'import/no-restricted-paths': ['error', { zones: floorZones() }],
      'import/no-cycle': ['error', { ignoreExternal: true }],
      // The constructs programming model: instantiating for the side effect is how a tree is built.
      'no-new': 'off',
      // Addresses and class sets are bits.
      'no-bitwise': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // Fields first, then constructor, then methods reads well, but factories belong on top of value classes.
      '@typescript-eslint/member-ordering': 'off',
    });
    eslint.addIgnorePattern('examples/**/dist/');
    project.prettier?.addIgnorePattern('API.md');

    project.addTask('lint', {
      description: 'Check style and the floors without changing a file',
      exec: 'npx projen eslint',
    });
    project.addTask('format', {
      description: 'Format and fix what ESLint can fix',
      env: { ESLINT_USE_FLAT_CONFIG: 'false' },
      exec: 'eslint --fix --ext .ts --no-error-on-unmatched-pattern src test examples bench projenrc .projenrc.ts',
    });
  }
}

function floorZones(): { target: string; from: string; message: string }[] {
  const zones = [];
  for (const [level, rooms] of FLOORS.entries()) {
    for (const room of rooms) {
      const forbidden = [...rooms.filter((other) => other !== room), ...FLOORS.slice(level + 1).flat()];
      for (const other of forbidden) {
        zones.push({
          target: `./src/${room}`,
          from: `./src/${other}`,
          message: `Imports run downwards: src/${room} (floor ${level}) may not import src/${other}.`,
        });
      }
      zones.push({
        target: `./src/${room}`,
        from: './src/index.ts',
        message: 'index.ts is the public surface; import the file that defines the symbol.',
      });
    }
  }
  return zones;
}
