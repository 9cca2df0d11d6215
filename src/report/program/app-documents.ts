import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Workload } from '../../constructs/ends/workload';
import { NamespaceStack } from '../../constructs/namespace-stack';
import { plainDocument } from '../../manifests/plain-document';
import { InvalidInput } from '../../model/invalid-input';
import { KubernetesObject } from '../../model/kubernetes-object';
import { Labels, requirementsOf } from '../../model/label-selector';
import { ManifestDocument } from '../../model/manifest-document';
import { SelectorOperator } from '../../model/network-policy';
import { Cni } from '../../platform/cni';
import { inventoryOf } from '../../policy-kinds/inventory-of';

/**
 * What synth would write for everything below a construct, and a pod for each workload that a stack declares without
 * its manifest being there.
 *
 * @throws what synth would throw for a tree that is not valid
 */
export function documentsOf(scope: IConstruct): ManifestDocument[] {
  validate(scope.node.root);
  const constructs = scope.node.findAll();
  const documents = constructs.flatMap((construct) =>
    ApiObject.isApiObject(construct) ? plainDocument(construct.toJson() as KubernetesObject, construct.node.path) : [],
  );
  const known = new Set(inventoryOf(documents).workloads.map(({ namespace, name }) => `${namespace}/${name}`));
  for (const stack of constructs) {
    if (!(stack instanceof NamespaceStack)) continue;
    for (const workload of stack._workloads) {
      if (known.has(workload.toString())) continue;
      known.add(workload.toString());
      documents.push(plainDocument(podOf(workload), stack.node.path));
    }
  }
  return documents;
}

/**
 * The network plugin that the stacks below a construct are written for.
 *
 * @throws InvalidInput if they are written for different ones
 */
export function cniOf(scope: IConstruct): Cni | undefined {
  const plugins = new Map<string, Cni>();
  for (const stack of scope.node.findAll()) {
    const cni = stack instanceof NamespaceStack ? stack.platform.cni : undefined;
    if (cni) plugins.set(JSON.stringify(cni._profile), cni);
  }
  if (plugins.size <= 1) return [...plugins.values()][0];
  const names = [...plugins.values()].map(({ name, version }) => (version === undefined ? name : `${name} ${version}`));
  throw new InvalidInput(
    `The stacks are written for different network plugins: ${names.join(', ')}.`,
    'Say which one counts: { cni: Cni.calico() }; or ask about the charts one by one.',
  );
}

function validate(root: IConstruct): void {
  const errors = root.node
    .findAll()
    .flatMap((construct) => construct.node.validate().map((error) => `[${construct.node.path}] ${error}`));
  if (errors.length === 0) return;
  throw new InvalidInput(
    `The constructs are not valid:\n  ${errors.join('\n  ')}\n`,
    'Correct what is named; synth fails too.',
  );
}

function podOf({ namespace, name, pods, ports }: Workload): KubernetesObject {
  const labels: Record<string, string> = {};
  for (const { key, operator, values } of requirementsOf(pods.toManifest())) {
    if (operator === SelectorOperator.IN) labels[key] = values[0]!;
    if (operator === SelectorOperator.EXISTS) labels[key] ??= '';
  }
  return podManifest(namespace, name, labels, Object.entries(ports));
}

function podManifest(
  namespace: string,
  name: string,
  labels: Labels,
  ports: readonly (readonly [string, Workload['ports'][string]])[],
): KubernetesObject {
  const containerPorts = ports.flatMap(([portName, port]) => {
    const { port: number, protocol, endPort } = port.toManifest();
    return typeof number === 'number' && endPort === undefined
      ? { name: portName, containerPort: number, protocol: protocol as string }
      : [];
  });
  // Whatever makes these pods in the cluster, they are not without a controller, which some plugins do not police.
  const ownerReferences = [{ kind: 'Workload', name, controller: true }];
  const metadata = { namespace, name, labels, ownerReferences };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name, ports: containerPorts }] },
  };
}
