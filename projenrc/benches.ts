import { Component, cdk } from 'projen';

/** Measurements, apart from the tests because a clock proves nothing on a busy machine. */
export class Benches extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const bench = project.addTask('bench', {
      description: 'Measure against a baseline in one run: npm run bench -- reach [--baseline DIR] [--json]',
    });
    bench.exec('node bench/main.mjs', { receiveArgs: true });
    project.addTask('bench:peers', {
      description: 'Run netpol-analyzer of np-guard on the same manifests, where Go is on the machine',
      exec: 'node bench/reach/peers.mjs',
    });
  }
}
