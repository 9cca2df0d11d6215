import { FieldReader, PlainMap } from './field-reader';
import { DEFAULT_NAMESPACE } from '../model/defaulting';
import { isMap } from '../model/is-map';
import { joinedKey } from '../model/joined-key';
import { ManifestDocument } from '../model/manifest-document';

/** The namespace an object is in, `default` where it names none. */
export function namespaceOf({ object }: ManifestDocument): string {
  const namespace: unknown = object.metadata?.namespace;
  return typeof namespace === 'string' && namespace !== '' ? namespace : DEFAULT_NAMESPACE;
}

/** The name of an object, the empty text where it has none. */
export function nameOf({ object }: ManifestDocument): string {
  const name: unknown = object.metadata?.name;
  return typeof name === 'string' ? name : '';
}

/**
 * An object that leaves its name to the API server, under a name that says so: `migrate-*`. A second one of the same
 * prefix is another object, `migrate-*2`.
 *
 * @param taken the names given so far, which the new one joins
 */
export function withGeneratedName(document: ManifestDocument, taken: Set<string>): ManifestDocument {
  const { object } = document;
  const metadata: unknown = object.metadata;
  if (!isMap(metadata) || metadata.name || typeof metadata.generateName !== 'string' || metadata.generateName === '') {
    return document;
  }
  const stem = `${metadata.generateName}*`;
  const keyOf = (name: string) => joinedKey(object.kind, namespaceOf(document), name);
  let name = stem;
  for (let count = 2; taken.has(keyOf(name)); count++) name = `${stem}${count}`;
  taken.add(keyOf(name));
  return {
    object: { ...object, metadata: { ...metadata, name } },
    origin: document.origin,
    positionOf: (path) => document.positionOf(path),
  };
}

/** Whether the name of an object of an inventory stands for one that the API server makes. */
export function isGenerated({ metadata }: ManifestDocument['object']): boolean {
  const { name, generateName } = (metadata ?? {}) as { readonly name?: unknown; readonly generateName?: unknown };
  return typeof name === 'string' && typeof generateName === 'string' && name.startsWith(`${generateName}*`);
}

/** Reports what keeps an object from being told apart from others. */
export function reportIdentity(reader: FieldReader, document: ManifestDocument, namespaced = true): void {
  const { object } = document;
  const metadata: PlainMap = reader.map(document, object.metadata, 'metadata') ?? {};
  const name = reader.text(document, metadata.name, 'metadata', 'name') ?? '';
  if (name === '') {
    reader.report(document, ['metadata', 'name'], {
      rule: 'nameless-object',
      severity: 'error',
      message: `This ${object.kind} has no name.`,
      fix: 'Write metadata.name.',
    });
  }
  if (
    namespaced &&
    !CLUSTER_WIDE.has(object.kind) &&
    !reader.text(document, metadata.namespace, 'metadata', 'namespace')
  ) {
    reader.report(document, ['metadata', 'namespace'], {
      rule: 'namespace-missing',
      severity: 'info',
      message: `The ${object.kind} ${JSON.stringify(name)} names no namespace, so it counts as one of "${DEFAULT_NAMESPACE}".`,
      fix: 'Write metadata.namespace.',
    });
  }
}

/** Kinds that belong to no namespace, of those that inventories hold. */
const CLUSTER_WIDE: ReadonlySet<unknown> = new Set(['Namespace', 'Node']);

/** Reports that an object replaces an earlier one, as it does when both are applied. */
export function reportDuplicate(reader: FieldReader, document: ManifestDocument, earlier: ManifestDocument): void {
  const { kind } = document.object;
  const line = earlier.positionOf(['metadata', 'name'])?.line;
  const place = earlier.origin.file ?? earlier.origin.constructPath;
  const where = place === undefined ? '' : ` (the other stands in ${place}${line === undefined ? '' : `:${line}`})`;
  const name = CLUSTER_WIDE.has(kind) ? nameOf(document) : `${namespaceOf(document)}/${nameOf(document)}`;
  reader.report(document, ['metadata', 'name'], {
    rule: 'duplicate-object',
    severity: 'warning',
    message: `There are two objects ${kind} ${name}${where}; this one, the later, counts.`,
    fix: `Rename one of them, or leave one out.`,
  });
}
