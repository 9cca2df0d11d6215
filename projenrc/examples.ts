import { Component, cdk, javascript } from 'projen';

/** Whole programs under examples/, and the demo that synthesises them all. */
export class Examples extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    project.addDevDeps('ts-node@^10.9.2');

    // For editors, ESLint and ts-node, which look upwards from an example; `npm test` checks types by test/tsconfig.json.
    new javascript.TypescriptConfig(project, {
      fileName: 'examples/tsconfig.json',
      extends: javascript.TypescriptConfigExtends.fromPaths(['../test/tsconfig.json']),
      compilerOptions: { rootDir: '..' },
      include: ['**/*.ts'],
    });

    const demo = project.addTask('demo', {
      description: 'Synthesise every example and say what was made, where, and how much',
    });
    demo.spawn(project.compileTask);
    demo.exec('node examples/demo.mjs', { receiveArgs: true });

    project.gitignore.addPatterns('examples/**/dist/');
  }
}
