import { Component, cdk } from 'projen';

/**
 * The command line as few files, because loading hundreds takes longer than most questions. The library keeps a file for
 * each module, as jsii makes them.
 */
export class CommandLine extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const bundle = project.addTask('bundle', {
      description:
        'Put the command line and the libraries it needs into lib/bundle/, and leave out of the package what only it uses',
      exec: 'node projenrc/bundle-command-line.mjs',
    });
    project.compileTask.spawn(bundle);
  }
}
