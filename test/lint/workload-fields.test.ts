import { describe, expect, test } from 'vitest';
import { deployment, namespaces, pod, service } from './rule-manifests';
import { said } from './said';

const rule = 'workload-field-misspelt';
const at = (path: string, key: string, where: string, meant: string) =>
  `warning ${path}.${key}: There is no field "${key}" in ${where}. Did you mean "${meant}"?`;
const web = deployment('web');
const front = service('web', 'selector: {app: web}, ports: [{port: 80, targetPort: 8080}]');

describe('a near miss of what policies can see is named', () => {
  test.each<[string, string, string]>([
    [
      'labels of pods',
      web.replace('{labels:', '{labls:'),
      at('spec.template.metadata', 'labls', 'spec.template.metadata', 'labels'),
    ],
    ['the template', web.replace('template:', 'templat:'), at('spec', 'templat', 'spec', 'template')],
    [
      'the labels of a selector',
      web.replace('matchLabels', 'matchLabel'),
      at('spec.selector', 'matchLabel', 'spec.selector', 'matchLabels'),
    ],
    [
      'the ports of a container',
      web.replace(' ports:', ' port:'),
      at('spec.template.spec.containers.0', 'port', 'spec.template.spec.containers[0]', 'ports'),
    ],
    [
      'the number of a port',
      web.replace('containerPort', 'containerport'),
      at(
        'spec.template.spec.containers.0.ports.0',
        'containerport',
        'spec.template.spec.containers[0].ports[0]',
        'containerPort',
      ),
    ],
    ['hostNetwork', pod('hostNetwrok: true, '), at('spec', 'hostNetwrok', 'spec', 'hostNetwork')],
    ['containers', pod('').replace('containers', 'container'), at('spec', 'container', 'spec', 'containers')],
    ['the selector of a Service', front.replace('selector', 'selectors'), at('spec', 'selectors', 'spec', 'selector')],
    [
      'the targetPort of a Service',
      front.replace('targetPort', 'targetport'),
      at('spec.ports.0', 'targetport', 'spec.ports[0]', 'targetPort'),
    ],
    [
      'the labels of a Namespace',
      namespaces('shop').replace('name: shop', 'name: shop, label: {a: b}'),
      at('metadata', 'label', 'metadata', 'labels'),
    ],
    ['the namespace', pod('').replace('namespace:', 'namspace:'), at('metadata', 'namspace', 'metadata', 'namespace')],
    [
      'the spec',
      pod('').replace('spec:', 'Spec:'),
      'warning Spec: There is no field "Spec" in a Pod. Did you mean "spec"?',
    ],
    [
      'the template of a CronJob',
      '---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {namespace: shop, name: c}\nspec: {jobTemplat: {spec: {}}}\n',
      at('spec', 'jobTemplat', 'spec', 'jobTemplate'),
    ],
  ])('%s', (_, text, expected) => {
    expect(said(rule, text)).toEqual([expected]);
  });
});

describe('what exists is not', () => {
  /** The fields that stand beside those in the table, by the API of Kubernetes 1.34. */
  const METADATA =
    'annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation labels managedFields name namespace ownerReferences resourceVersion selfLink uid';
  const POD_SPEC =
    'activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes';
  const CONTAINER =
    'args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir';
  const PORT = 'containerPort hostIP hostPort name protocol';
  const SERVICE =
    'allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges ports publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig trafficDistribution type';
  const SERVICE_PORT = 'appProtocol name nodePort port protocol targetPort';
  const SPECS =
    'activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector maxFailedIndexes minReadySeconds ordinals parallelism paused persistentVolumeClaimRetentionPolicy podFailurePolicy podManagementPolicy podReplacementPolicy progressDeadlineSeconds replicas revisionHistoryLimit selector serviceName strategy successPolicy suspend template test triggers ttlSecondsAfterFinished updateStrategy volumeClaimTemplates';
  const CRON_JOB =
    'concurrencyPolicy failedJobsHistoryLimit jobTemplate schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend timeZone';
  const all = (names: string, inside: Readonly<Record<string, unknown>> = {}) =>
    Object.fromEntries(names.split(' ').map((name) => [name, inside[name] ?? null]));
  const containers = [all(CONTAINER, { ports: [all(PORT)] })];
  const podSpec = all(POD_SPEC, { containers, initContainers: containers });
  const template = { metadata: all(METADATA), spec: podSpec };
  const object = (apiVersion: string, kind: string, spec: object) =>
    `---\n${JSON.stringify({ apiVersion, kind, metadata: { ...all(METADATA), name: 'a' }, spec, status: {} })}\n`;

  test.each([
    ['Pod', object('v1', 'Pod', podSpec)],
    ['Service', object('v1', 'Service', all(SERVICE, { ports: [all(SERVICE_PORT)] }))],
    ['Namespace', object('v1', 'Namespace', { finalizers: ['kubernetes'] })],
    [
      'Deployment',
      object('apps/v1', 'Deployment', all(SPECS, { template, selector: { matchLabels: { matchLabel: 'x' } } })),
    ],
    [
      'CronJob',
      object('batch/v1', 'CronJob', all(CRON_JOB, { jobTemplate: { metadata: {}, spec: all(SPECS, { template }) } })),
    ],
    ['ReplicationController', object('v1', 'ReplicationController', { selector: { matchLabel: 'x' }, template })],
    ['ConfigMap', object('v1', 'ConfigMap', { selectors: {}, templat: {} })],
    [
      'virtual machine',
      object('kubevirt.io/v1', 'VirtualMachine', { running: true, template: { spec: { domain: {}, hostname: 'a' } } }),
    ],
  ])('%s', (_, text) => {
    expect(said(rule, text)).toEqual([]);
  });

  test('labels and annotations are called as anybody likes', () => {
    const labelled = web.replaceAll('{app: web}', '{app: web, labls: a, spec: b, namspace: c}');
    expect(said(rule, labelled)).toEqual([]);
  });
});
