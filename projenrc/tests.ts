import { Component, cdk } from 'projen';

/** vitest, with tsc before it because vitest strips types unread. */
export class Tests extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    project.addDevDeps('vitest@^4.1.12', 'fast-check@^4.10.2');
    // What reports are held against: JSON Schemas, and the types of SARIF.
    project.addDevDeps('ajv@^8.17.1', '@types/sarif@^2.1.7');

    // Examples, the command line and the packed tarball are tested as users get them: compiled.
    project.testTask.spawn(project.compileTask);
    project.testTask.exec('tsc -p test/tsconfig.json');
    project.testTask.exec('vitest run', { receiveArgs: true });

    project.addTask('test:unit', {
      description: 'Run vitest alone, on what was compiled last',
      exec: 'vitest run',
      receiveArgs: true,
    });
    project.addTask('test:watch', { description: 'Run vitest on every change', exec: 'vitest', receiveArgs: true });
    project.addTask('test:update', {
      description: 'Rewrite snapshots; read the difference before committing it',
      exec: 'vitest run -u',
      receiveArgs: true,
    });
    project.addTask('test:deep', {
      description: 'The property tests with many more random cases',
      env: { NETPOL_DEEP: '1' },
      exec: 'vitest run',
      receiveArgs: true,
    });
    project.addTask('test:conformance', {
      description: 'Compare with the public corpus in NETPOL_CORPUS (default ../shared/corpus), where it is present',
      exec: 'vitest run test/conformance',
      receiveArgs: true,
    });
    project.addTask('test:real', {
      description:
        'Compare with what clusters really run; each suite says what it needs, and "not run" where it lacks it',
      exec: 'vitest run --config test/real/vitest.config.mts',
      receiveArgs: true,
    });
  }
}
