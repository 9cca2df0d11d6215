import { ApiObjectMetadata } from 'cdk8s';
import { ObjectMetadata } from '../../model/kubernetes-object';

/** The fields that are texts, or maps from text to text. */
const PLAIN_FIELDS = new Set(['name', 'namespace', 'labels', 'annotations']);

/**
 * Metadata as `ApiObjectMetadataDefinition.toJson` of cdk8s writes it, where all of it is plain text, as it nearly always
 * is: cdk8s looks at each value several times for what could be in its place. Undefined where cdk8s has to look.
 */
export function plainMetadata(metadata: ApiObjectMetadata): ObjectMetadata | undefined {
  if (!Object.keys(metadata).every((field) => PLAIN_FIELDS.has(field))) return undefined;
  const { name, namespace } = metadata;
  const annotations = sortedTexts(metadata.annotations);
  const labels = sortedTexts(metadata.labels);
  if (!annotations || !labels || typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return {
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(Object.keys(labels).length > 0 && { labels }),
    name,
    namespace,
  };
}

function sortedTexts(texts: Readonly<Record<string, unknown>> = {}): Record<string, string> | undefined {
  const sorted: Record<string, string> = {};
  for (const key of Object.keys(texts).sort()) {
    const text = texts[key];
    if (typeof text !== 'string' || key === '__proto__') return undefined;
    sorted[key] = text;
  }
  return sorted;
}
