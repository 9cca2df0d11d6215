import { FieldReader } from './field-reader';
import { ServiceFacts, ServicePortFacts } from './inventory';
import { ManifestDocument } from '../model/manifest-document';
import { Protocol } from '../model/protocol';

/** Reads what a Service sends where. */
export function readService(
  reader: FieldReader,
  document: ManifestDocument,
  namespace: string,
  name: string,
): ServiceFacts {
  const spec = reader.map(document, document.object.spec, 'spec') ?? {};
  const selector = reader.labels(document, spec.selector, 'spec', 'selector');
  const ports: ServicePortFacts[] = [];
  reader.list(document, spec.ports, 'spec', 'ports').forEach((value, index) => {
    const entry = reader.map(document, value, 'spec', 'ports', index);
    const port = entry && reader.wholeNumber(document, entry.port, 'spec', 'ports', index, 'port');
    if (port === undefined) return;
    const portName = reader.text(document, entry!.name, 'spec', 'ports', index, 'name');
    const target = entry!.targetPort;
    ports.push({
      ...(portName === undefined ? {} : { name: portName }),
      protocol: reader.text(document, entry!.protocol, 'spec', 'ports', index, 'protocol') ?? Protocol.TCP,
      port,
      targetPort: typeof target === 'number' || (typeof target === 'string' && target !== '') ? target : port,
    });
  });
  return { namespace, name, ...(Object.keys(selector).length > 0 ? { selector } : {}), ports, document };
}
