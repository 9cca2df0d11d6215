import { cdk, javascript } from 'projen';
import { Benches } from './projenrc/benches';
import { Bindings } from './projenrc/bindings';
import { CodeStyle } from './projenrc/code-style';
import { CommandLine } from './projenrc/command-line';
import { Documentation } from './projenrc/documentation';
import { Examples } from './projenrc/examples';
import { PackageLayout } from './projenrc/package-layout';
import { Tests } from './projenrc/tests';
import { Web } from './projenrc/web';

const project = new cdk.JsiiProject({
  name: 'cdk8s-netpol',
  description:
    'Typed Kubernetes NetworkPolicy constructs for cdk8s, with an offline engine that knows who can reach whom and why',
  author: 'The cdk8s-netpol authors',
  authorOrganization: true,
  authorAddress: 'maintainers@cdk8s-netpol.example',
  repositoryUrl: 'https://github.com/cdk8s-netpol/cdk8s-netpol.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-netpol authors',
  copyrightPeriod: '2026',
  keywords: ['cdk8s', 'kubernetes', 'networkpolicy', 'gitops', 'security', 'constructs'],
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.19.0',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  peerDeps: ['cdk8s@^2.70.0', 'constructs@^10.5.0'],
  bundledDeps: ['fastest-levenshtein@^1.0.16', 'ipaddr.js@^2.5.0', 'yaml@^2.9.1'],
  // commander is bundled into the command line, which alone needs it.
  devDeps: [
    '@types/node@^20',
    'cdk8s-cli@^2.207.60',
    'cdk8s-plus-28@^2.5.6',
    'cdk8s-plus-34@^2.0.54',
    'commander@^14.0.0',
    'rolldown@^1.2.19',
  ],
  bin: { netpol: 'bin/netpol.js' },
  autoDetectBin: false,
  sampleCode: false,
  jest: false,
  github: false,
  release: false,
  stability: 'experimental',
  depsUpgrade: false,
  prettier: true,
  prettierOptions: {
    settings: { printWidth: 120, singleQuote: true, trailingComma: javascript.TrailingComma.ALL },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'bench', 'web', 'projenrc', '.projenrc.ts'],
    fileExtensions: ['.ts'],
    prettier: true,
    commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] },
  },
  // Source maps inside the files were two thirds of what Node reads at each start. Tests run the sources.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  tsconfigDev: {
    compilerOptions: {
      lib: ['es2023'],
      target: 'ES2022',
      module: 'node16',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      noUnusedLocals: true,
      noUnusedParameters: true,
    },
    include: ['../examples/**/*.ts', '../bench/**/*.ts', '../projenrc/**/*.ts', '../.projenrc.ts'],
  },
});

new PackageLayout(project);
new CodeStyle(project);
new CommandLine(project);
new Tests(project);
new Examples(project);
new Documentation(project);
new Bindings(project);
new Benches(project);
new Web(project);

project.synth();
