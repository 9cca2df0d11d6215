import { Component, cdk, javascript } from 'projen';

/** What runs in a browser: TypeScript of its own, bundled to one script a page, which the command line puts into pages. */
export class Web extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    new javascript.TypescriptConfig(project, {
      fileName: 'web/tsconfig.json',
      include: ['**/*.ts'],
      compilerOptions: {
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable'],
        module: 'esnext',
        moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
        strict: true,
        noEmit: true,
        noUncheckedIndexedAccess: false,
        noUnusedLocals: true,
        noUnusedParameters: true,
        skipLibCheck: true,
        types: [],
      },
    });
    project.testTask.exec('tsc -p web/tsconfig.json');
    project.compileTask.exec('node projenrc/bundle-web.mjs');
    project.addTask('test:browser', {
      description: 'Open the pages in a real browser; says "not run" where there is no chromium',
      exec: 'vitest run --config test/browser/vitest.config.mts',
      receiveArgs: true,
    });
    project.addTask('docs:picture', {
      description: 'Draw docs/map.png, the picture of a map (needs chromium)',
      exec: 'node projenrc/draw-picture.mjs',
      receiveArgs: true,
    });
    project.addDevDeps('axe-core@^4.14.1', 'playwright-core@^1.65.1');
    project.addPackageIgnore('/web/');
  }
}
