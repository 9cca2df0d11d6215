import { Component, cdk } from 'projen';

/** The floors of ARCHITECTURE.md, lowest first. A folder imports only from itself and from lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['model'],
  ['manifests', 'validation', 'platform', 'traffic'],
  ['policy-kinds'],
  ['reachability'],
  ['evidence'],
  ['lint'],
  ['constructs'],
  ['gitops', 'drafting', 'report'],
  ['cli', 'plugin', 'vitest'],
];

/**
 * The rooms of the large folders, lowest first; rooms of one line know nothing of each other. A room imports only from
 * itself and from rooms below it. `.` are the files that stand in the folder itself.
 */
const ROOMS: { readonly [folder: string]: readonly (readonly string[])[] } = {
  traffic: [['record'], ['input', 'collectors', 'aggregation'], ['.']],
  reachability: [['sets'], ['universe'], ['relation'], ['reasoning'], ['question'], ['change']],
  evidence: [['entry'], ['needs'], ['.'], ['replay']],
  lint: [
    ['facts'],
    [
      ...['rules/api', 'rules/isolation', 'rules/selectors', 'rules/dns', 'rules/ports'],
      ...['rules/addresses', 'rules/plugins', 'rules/governance', 'rules/calico', 'rules/tiers'],
    ],
    ['.'],
  ],
  constructs: [['ends'], ['registry'], ['.']],
  drafting: [['source'], ['program'], ['proof'], ['import', 'flows'], ['.'], ['project']],
  report: [
    ['wording'],
    ['check', 'explain', 'diff', 'draft', 'implies', 'reach', 'platforms', 'rules', 'traffic', 'needs'],
    ['test', 'rollout', 'program', 'map', 'replay'],
  ],
};

/** Spread arguments stand on the stack, which ends the process where an input makes a hundred thousand of them. */
const SPREADS = [
  {
    selector: 'CallExpression[callee.property.name=/^(push|unshift|splice)$/] > SpreadElement',
    message: 'Items of an input may be too many for the stack: pushAll(list, items) of src/model/push-all.ts.',
  },
  {
    selector: 'CallExpression[callee.object.name="Math"] > SpreadElement',
    message: 'Numbers of an input may be too many for the stack: reduce((most, one) => Math.max(most, one), least).',
  },
  {
    selector: 'CallExpression[callee.object.name="AddressSet"] > SpreadElement',
    message: 'Blocks of an input may be too many for the stack: AddressSet.ofBlocks(blocks).',
  },
  {
    selector: 'CallExpression[callee.object.name="String"] > SpreadElement',
    message: 'Characters of an input may be too many for the stack: join them piece by piece.',
  },
];

/** ESLint rules beyond projen's own, the floors among them. */
export class CodeStyle extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const eslint = project.eslint!;

    eslint.addRules({
      'import/no-restricted-paths': ['error', { zones: [...floorZones(), ...roomZones()] }],
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
    eslint.addOverride({ files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...SPREADS] } });
    // What only the command line uses is in its bundle, and nobody installs it.
    eslint.allowDevDeps('src/cli/**');
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

function roomZones(): { target: string; from: string; message: string }[] {
  return Object.entries(ROOMS).flatMap(([folder, order]) =>
    order.flatMap((rooms, level) =>
      rooms.flatMap((room) =>
        [...rooms.filter((other) => other !== room), ...order.slice(level + 1).flat()].map((other) => ({
          target: filesOf(folder, room),
          from: filesOf(folder, other),
          message: `Imports run downwards: the room ${room} of src/${folder} may not import ${other === '.' ? 'what stands above the rooms' : other}.`,
        })),
      ),
    ),
  );
}

/** A glob: the linter takes plain folders or globs on both sides, and a folder would include its rooms. */
function filesOf(folder: string, room: string): string {
  return room === '.' ? `./src/${folder}/*.ts` : `./src/${folder}/${room}/**/*.ts`;
}
