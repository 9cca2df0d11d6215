import { Component, cdk } from 'projen';

/**
 * Targets for other languages. Publishing options of projen would build each binding on every `build`, which needs
 * four more toolchains; this declares the targets and generates sources on request.
 */
export class Bindings extends Component {
  constructor(project: cdk.JsiiProject) {
    super(project);
    const targets = {
      python: { distName: 'cdk8s-netpol', module: 'cdk8s_netpol' },
      java: { package: 'io.cdk8s.netpol', maven: { groupId: 'io.cdk8s.netpol', artifactId: 'cdk8s-netpol' } },
      go: { moduleName: 'github.com/cdk8s-netpol/cdk8s-netpol-go' },
      dotnet: { namespace: 'Cdk8sNetpol', packageId: 'Cdk8sNetpol' },
    };
    project.package.addField('jsii', { ...project.package.manifest.jsii, targets });
    project.addTask('bindings', {
      description: 'Generate Python, Java, Go and .NET sources into dist/',
      exec: 'jsii-pacmak --code-only -t python -t java -t go -t dotnet',
    });
  }
}
