import { templatePathOf } from '../../manifests/controllers';
import { PodGroup } from '../../manifests/inventory';
import { JsonMap, asMap } from '../../traffic/record/json-value';

/** The annotations that the pods of a group carry. */
export function podTemplateAnnotations({ document: { object } }: PodGroup): JsonMap {
  const isPod = object.kind === 'Pod' && object.apiVersion === 'v1';
  let value: unknown = object;
  for (const step of isPod ? [] : (templatePathOf(object) ?? [])) value = asMap(value)?.[step];
  return asMap(asMap(asMap(value)?.metadata)?.annotations) ?? {};
}
