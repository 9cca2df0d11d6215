import { FieldReader } from './field-reader';
import { ContainerPort, portAt } from './pod-template';
import { ManifestDocument } from '../model/manifest-document';

/** Labels that KubeVirt writes on every pod that runs a virtual machine, over those of the machine itself. */
export const VIRT_LAUNCHER_LABELS = { 'kubevirt.io': 'virt-launcher' } as const;

/**
 * The ports of a machine, which its pod declares as those of a container.
 *
 * Source: kubevirt/kubevirt pkg/virt-controller/services/template.go
 */
export function readMachinePorts(
  reader: FieldReader,
  document: ManifestDocument,
  spec: Readonly<Record<string, unknown>>,
  path: readonly string[],
): readonly ContainerPort[] {
  const domain = reader.map(document, spec.domain, ...path, 'domain');
  const devices = reader.map(document, domain?.devices, ...path, 'domain', 'devices');
  const place = [...path, 'domain', 'devices', 'interfaces'];
  return reader.list(document, devices?.interfaces, ...place).flatMap((value, index) => {
    const own = reader.map(document, value, ...place, index);
    return reader
      .list(document, own?.ports, ...place, index, 'ports')
      .flatMap((entry, at) => portAt(reader, document, entry, [...place, index, 'ports', at], 'port') ?? []);
  });
}
