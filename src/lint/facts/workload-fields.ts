import { apiGroupOf, isVirtualMachine, templatePathOf } from '../../manifests/controllers';
import { closestWord } from '../../model/closest-word';
import { isMap } from '../../model/is-map';
import { FieldPath, KubernetesObject } from '../../model/kubernetes-object';

/**
 * The fields of a map that policies can see, and those whose names come near. Other fields may stand beside them: this
 * is no schema. Each leads to the fields below it, where policies see these too.
 */
interface Fields {
  readonly [name: string]: Fields | undefined;
}

const METADATA: Fields = {
  name: undefined,
  generateName: undefined,
  namespace: undefined,
  labels: undefined,
  annotations: undefined,
  ownerReferences: undefined,
};
const PORTS: Fields = { name: undefined, containerPort: undefined, protocol: undefined };
const CONTAINERS: Fields = { ports: PORTS, restartPolicy: undefined };
const POD_SPEC: Fields = { containers: CONTAINERS, initContainers: CONTAINERS, hostNetwork: undefined };
const VIRTUAL_MACHINE: Fields = {};
const SELECTOR: Fields = { matchLabels: undefined, matchExpressions: undefined };
const SERVICE_SPEC: Fields = {
  selector: undefined,
  ports: { name: undefined, port: undefined, targetPort: undefined, protocol: undefined, nodePort: undefined },
  type: undefined,
  clusterIP: undefined,
  clusterIPs: undefined,
  externalIPs: undefined,
  externalTrafficPolicy: undefined,
  internalTrafficPolicy: undefined,
};

/** Their selectors are plain labels. */
const WITH_PLAIN_SELECTOR = new Set(['ReplicationController', 'DeploymentConfig']);

/** What policies can see of an object; undefined where they look at nothing but policies. */
function fieldsOf(object: KubernetesObject): Fields | undefined {
  const { kind, apiVersion } = object;
  if (apiGroupOf(apiVersion) === '' && kind === 'Namespace') return { metadata: METADATA };
  if (apiGroupOf(apiVersion) === '' && kind === 'Service') return { metadata: METADATA, spec: SERVICE_SPEC };
  const pod = { metadata: METADATA, spec: isVirtualMachine(apiVersion) ? VIRTUAL_MACHINE : POD_SPEC };
  if (apiGroupOf(apiVersion) === '' && kind === 'Pod') return pod;
  const path = templatePathOf(object);
  if (!path || path.length === 0) return undefined;
  const below = [...path].reverse().reduce<Fields>((fields, step) => ({ [step]: fields }), pod);
  const selector = WITH_PLAIN_SELECTOR.has(kind) ? undefined : SELECTOR;
  return { metadata: METADATA, ...below, spec: { selector, ...below.spec } };
}

/** A field that is not there, but one that policies can see is, and has nearly the same name. */
export interface MisspeltField {
  readonly path: FieldPath;
  readonly meant: string;
}

/** The misspelt fields of a workload, a Service or a Namespace. */
export function misspeltFields(object: KubernetesObject): MisspeltField[] {
  const fields = fieldsOf(object);
  const found: MisspeltField[] = [];
  if (fields) look(object, fields, [], found);
  return found;
}

function look(value: unknown, fields: Fields, path: FieldPath, found: MisspeltField[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => look(item, fields, [...path, index], found));
    return;
  }
  if (!isMap(value)) return;
  const known = Object.keys(fields);
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(fields, key)) {
      const below = fields[key];
      if (below) look(value[key], below, [...path, key], found);
    } else {
      const meant = closestWord(key, known);
      if (meant !== undefined) found.push({ path: [...path, key], meant });
    }
  }
}
