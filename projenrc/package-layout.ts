import { Component, cdk } from 'projen';

/** What the published tarball exposes and leaves out, and the dependency pins that installing needs. */
export class PackageLayout extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);

    // jsii stays CommonJS: its runtime loads the package with `require`.
    project.package.addField('exports', {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './vitest': {
        import: { types: './vitest/index.d.mts', default: './vitest/index.mjs' },
        require: { types: './lib/vitest/index.d.ts', default: './lib/vitest/index.js' },
      },
      // As a folder too, for TypeScript that resolves modules as node10 does: what cdk8s init sets up.
      './jest': { types: './jest/index.d.ts', default: './jest/index.js' },
      './package.json': './package.json',
      './.jsii': './.jsii',
      './.warnings.jsii.js': './.warnings.jsii.js',
    });

    // 1.13 lists platform packages that were never published everywhere, and then `npm ci` fails.
    project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

    // Node 20 is past jsii's own support window; without this each task prints a banner about it.
    project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

    for (const path of [
      '/.ci/',
      '/.prettierignore',
      '/.prettierrc.json',
      '/.projenrc.ts',
      '/ARCHITECTURE.md',
      '/CONTRIBUTING.md',
      '/bench/',
      '/examples/',
      '/projenrc/',
      '/rosetta/',
      '/test/',
      '/vitest.config.mts',
      '/.jsii.tabl.json',
    ]) {
      project.addPackageIgnore(path);
    }
  }
}
