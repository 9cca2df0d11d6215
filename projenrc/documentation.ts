import { Component, cdk } from 'projen';

/** Every fenced example of README.md and of the doc comments compiles; tables are made from what they describe. */
export class Documentation extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const rosetta = project.addTask('rosetta', {
      description: 'Compile the examples of README.md and of doc comments',
      exec: 'jsii-rosetta extract .jsii --compile --fail',
    });
    project.postCompileTask.spawn(rosetta);
    project.gitignore.addPatterns('.jsii.tabl.json');

    const rules = project.addTask('docs:rules', {
      description: 'Write docs/RULES.md from the rules of netpol check (after compile)',
      exec: 'node projenrc/write-document.mjs RULES.md rules/rules-markdown rulesMarkdown',
    });
    project.postCompileTask.spawn(rules);

    const platforms = project.addTask('docs:platforms', {
      description: 'Write docs/PLATFORMS.md from the facts about platforms and services (after compile)',
      exec: 'node projenrc/write-document.mjs PLATFORMS.md platforms/platforms-markdown platformsMarkdown',
    });
    project.postCompileTask.spawn(platforms);
  }
}
