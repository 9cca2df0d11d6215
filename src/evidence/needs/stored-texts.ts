import { TextScope } from './text-entry';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { joinedKey } from '../../model/joined-key';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { asMap } from '../../traffic/record/json-value';

/** A value of a ConfigMap or Secret. */
export interface StoredValue {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly key: string;
  readonly value: string;
  readonly sensitive: boolean;
  readonly document: ManifestDocument;
  readonly path: FieldPath;
}

const NOTHING: readonly StoredValue[] = [];

/** ConfigMaps and Secrets, each read once however many pods use it. */
export class StoredTexts {
  private readonly documents = new Map<string, ManifestDocument>();
  private readonly values = new Map<string, readonly StoredValue[]>();
  private readonly entries = new Map<StoredValue, TextScope>();
  private readonly missing = new Set<string>();

  /** @param readSecrets whether Secrets are looked at */
  public constructor(
    documents: Iterable<ManifestDocument>,
    private readonly readSecrets: boolean,
  ) {
    for (const document of documents) {
      const { apiVersion, kind } = document.object;
      if (apiVersion !== 'v1' || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
      this.documents.set(joinedKey(kind, namespaceOf(document), nameOf(document)), document);
    }
  }

  /** The values of an object; none where the input does not hold it. */
  public valuesOf(
    kind: StoredValue['kind'],
    namespace: string,
    name: string,
    optional: boolean,
  ): readonly StoredValue[] {
    if (kind === 'Secret' && !this.readSecrets) return NOTHING;
    const key = joinedKey(kind, namespace, name);
    const known = this.values.get(key);
    if (known) return known;
    const document = this.documents.get(key);
    if (!document && !optional) this.missing.add(`${kind} ${namespace}/${name}`);
    const values = document ? read(kind, document) : NOTHING;
    this.values.set(key, values);
    return values;
  }

  /** What a value holds if it is a file. */
  public entriesOf(value: StoredValue, make: (text: string) => TextScope): TextScope {
    let entries = this.entries.get(value);
    if (!entries) this.entries.set(value, (entries = make(value.value)));
    return entries;
  }

  /** Objects that pods read and that the input does not hold. */
  public get notFound(): readonly string[] {
    return [...this.missing].sort();
  }
}

function read(kind: StoredValue['kind'], document: ManifestDocument): StoredValue[] {
  const own = { kind, sensitive: kind === 'Secret', document };
  const values = new Map<string, StoredValue>();
  for (const [field, decode] of [
    ['data', kind === 'Secret' ? decoded : plain],
    ['stringData', kind === 'Secret' ? plain : () => undefined],
  ] as const) {
    for (const [key, written] of Object.entries(asMap(document.object[field]) ?? {})) {
      const value = typeof written === 'string' ? decode(written) : undefined;
      if (value !== undefined) values.set(key, { ...own, key, value, path: [field, key] });
    }
  }
  return [...values.values()];
}

function plain(text: string): string | undefined {
  return text;
}

/** A text; undefined for what is none, such as a keystore. */
function decoded(text: string): string | undefined {
  const value = Buffer.from(text, 'base64').toString('utf8');
  return value.includes('\0') || value.includes('\uFFFD') ? undefined : value;
}
