import { Component, cdk } from 'projen';

/** Whole programs under examples/, and the demo that synthesises them all. */
export class Examples extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    project.addDevDeps('ts-node@^10.9.2');

    const demo = project.addTask('demo', {
      description: 'Synthesise every example and say what was made, where, and how much',
    });
    demo.spawn(project.compileTask);
    demo.exec('node examples/demo.mjs', { receiveArgs: true });

    project.gitignore.addPatterns('examples/**/dist/');
  }
}
