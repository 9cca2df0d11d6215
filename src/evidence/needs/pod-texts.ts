import { commandEntries } from './command-texts';
import { FileText, fileEntries } from './file-texts';
import { Evidence } from './need';
import { StoredTexts, StoredValue } from './stored-texts';
import { TextEntry, TextScope } from './text-entry';
import { templatePathOf } from '../../manifests/controllers';
import { PodGroup, Workload } from '../../manifests/inventory';
import { nameOf } from '../../manifests/object-identity';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { pushAll } from '../../model/push-all';
import { JsonMap, asList, asMap, asText } from '../../traffic/record/json-value';

/** A host that is the pod itself, or its node: known only where the pod runs. */
export const OWN_POD = 'own-pod.invalid';
export const OWN_NODE = 'own-node.invalid';

const POD_FIELDS: Readonly<Record<string, string>> = {
  'status.podIP': OWN_POD,
  'status.podIPs': OWN_POD,
  'status.hostIP': OWN_NODE,
  'status.hostIPs': OWN_NODE,
  'spec.nodeName': OWN_NODE,
};

interface Variable {
  readonly value: string;
  readonly sensitive: boolean;
}

/** The specification of the pods of a group, and the way to it. */
export function podSpecOf({ document }: PodGroup): { readonly spec: JsonMap; readonly path: FieldPath } {
  const { object } = document;
  const way =
    object.kind === 'Pod' && object.apiVersion === 'v1' ? ['spec'] : [...(templatePathOf(object) ?? []), 'spec'];
  let value: unknown = object;
  for (const step of way) value = asMap(value)?.[step];
  return { spec: asMap(value) ?? {}, path: way };
}

/** Collects every value that the containers of a pod are given. */
export class PodTexts {
  private readonly object: string;
  private readonly document: ManifestDocument;

  public constructor(
    private readonly workload: Workload,
    private readonly group: PodGroup,
    private readonly stored: StoredTexts,
  ) {
    this.document = group.document;
    this.object = `${this.document.object.kind} ${workload.namespace}/${nameOf(this.document)}`;
  }

  public scopes(): TextScope[] {
    const { spec, path } = podSpecOf(this.group);
    const scopes: TextScope[] = [];
    const files = new Map<string, { readonly volume: JsonMap; readonly subPaths: Set<string> | undefined }>();
    const volumes = new Map(
      asList(spec.volumes).flatMap((one): [string, JsonMap][] => {
        const volume = asMap(one);
        const name = asText(volume?.name);
        return volume && name !== undefined ? [[name, volume]] : [];
      }),
    );
    const lone = asList(spec.containers).length <= 1;
    for (const field of ['containers', 'initContainers', 'ephemeralContainers']) {
      asList(spec[field]).forEach((value, index) => {
        const container = asMap(value);
        if (!container) return;
        const words = field === 'containers' && lone ? '' : `${field}[${index}].`;
        pushAll(scopes, this.ofContainer(container, words, [...path, field, index]));
        for (const entry of asList(container.volumeMounts)) {
          const mount = asMap(entry);
          const volume = volumes.get(asText(mount?.name) ?? '');
          if (!volume) continue;
          const name = asText(mount!.name)!;
          const known = files.get(name);
          const subPath = asText(mount!.subPath);
          if (subPath === undefined || (known && !known.subPaths)) files.set(name, { volume, subPaths: undefined });
          else files.set(name, { volume, subPaths: (known?.subPaths ?? new Set<string>()).add(subPath) });
        }
      });
    }
    for (const { volume, subPaths } of files.values()) pushAll(scopes, this.ofVolume(volume, subPaths));
    return scopes;
  }

  private ofContainer(container: JsonMap, words: string, path: FieldPath): TextScope[] {
    const variables = new Map<string, Variable>();
    const environment = this.environment(container, words, path, variables);
    const valueOf = (name: string) => variables.get(name)?.value;
    const scopes: TextScope[] = [environment];
    const command = (value: unknown, field: string, place: FieldPath, exec: boolean) => {
      const elements = asList(value).map((element) => expand(typeof element === 'string' ? element : '', variables));
      if (elements.length === 0) return;
      const entries = commandEntries(
        elements.map(({ value: text, sensitive }) => ({ text, sensitive })),
        (index) => this.evidence(`${words}${field}[${index}]`, [...place, index]),
        valueOf,
      );
      scopes.push(exec ? entries.map((entry) => ({ ...entry, exec: true })) : entries);
    };
    command(container.command, 'command', [...path, 'command'], false);
    command(container.args, 'args', [...path, 'args'], false);
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      const exec = asMap(asMap(container[probe])?.exec);
      command(exec?.command, `${probe}.exec.command`, [...path, probe, 'exec', 'command'], true);
    }
    for (const hook of ['postStart', 'preStop']) {
      const handler = asMap(asMap(container.lifecycle)?.[hook]);
      const place = [...path, 'lifecycle', hook];
      command(asMap(handler?.exec)?.command, `lifecycle.${hook}.exec.command`, [...place, 'exec', 'command'], true);
    }
    return scopes;
  }

  private environment(
    container: JsonMap,
    words: string,
    path: FieldPath,
    variables: Map<string, Variable>,
  ): TextEntry[] {
    const entries = new Map<string, TextEntry>();
    const put = (name: string, { value, sensitive }: Variable, evidence: Evidence) => {
      variables.set(name, { value, sensitive });
      entries.delete(name);
      entries.set(name, { key: name, value, form: 'value', evidence, sensitive });
    };
    asList(container.envFrom).forEach((item, index) => {
      const source = asMap(item);
      const prefix = asText(source?.prefix) ?? '';
      for (const [kind, field] of [
        ['ConfigMap', 'configMapRef'],
        ['Secret', 'secretRef'],
      ] as const) {
        const reference = asMap(source?.[field]);
        const name = asText(reference?.name);
        if (name === undefined) continue;
        for (const value of this.valuesOf(kind, name, reference!.optional === true)) {
          const used = `${this.object} ${words}envFrom`;
          put(`${prefix}${value.key}`, value, this.storedEvidence(value, used, [...path, 'envFrom', index]));
        }
      }
    });
    asList(container.env).forEach((item, index) => {
      const variable = asMap(item);
      const name = asText(variable?.name);
      if (name === undefined) return;
      const place = [...path, 'env', index];
      const from = asMap(variable!.valueFrom);
      if (!from) {
        const written = typeof variable!.value === 'string' ? variable!.value : '';
        put(name, expand(written, variables), this.evidence(`${words}env ${name}`, place));
        return;
      }
      const field = asText(asMap(from.fieldRef)?.fieldPath) ?? '';
      if (Object.hasOwn(POD_FIELDS, field)) {
        put(name, { value: POD_FIELDS[field]!, sensitive: false }, this.evidence(`${words}env ${name}`, place));
      } else if (field === 'metadata.namespace') {
        put(name, { value: this.workload.namespace, sensitive: false }, this.evidence(`${words}env ${name}`, place));
      }
      for (const [kind, reference] of [
        ['ConfigMap', asMap(from.configMapKeyRef)],
        ['Secret', asMap(from.secretKeyRef)],
      ] as const) {
        const [object, key] = [asText(reference?.name), asText(reference?.key)];
        if (object === undefined || key === undefined) continue;
        const value = this.valuesOf(kind, object, reference!.optional === true).find((one) => one.key === key);
        if (value) put(name, value, this.storedEvidence(value, `${this.object} ${words}env ${name}`, place));
      }
    });
    return [...entries.values()];
  }

  private ofVolume(volume: JsonMap, subPaths: Set<string> | undefined): TextScope[] {
    const sources = [volume, ...asList(asMap(volume.projected)?.sources).flatMap<JsonMap>((one) => asMap(one) ?? [])];
    return sources.flatMap((source) => [
      ...this.filesOf('ConfigMap', asMap(source.configMap), 'name', subPaths),
      ...this.filesOf('Secret', asMap(source.secret), source === volume ? 'secretName' : 'name', subPaths),
    ]);
  }

  private filesOf(
    kind: StoredValue['kind'],
    source: JsonMap | undefined,
    nameField: string,
    subPaths: Set<string> | undefined,
  ): TextScope[] {
    const name = asText(source?.[nameField]);
    if (name === undefined) return [];
    const items = asList(source!.items).flatMap((one): [string, string][] => {
      const item = asMap(one);
      const key = asText(item?.key);
      return key === undefined ? [] : [[key, asText(item!.path) ?? key]];
    });
    const paths = items.length > 0 ? new Map(items) : undefined;
    return this.valuesOf(kind, name, source!.optional === true).flatMap((value) => {
      const path = paths ? paths.get(value.key) : value.key;
      const mounted = path !== undefined && (!subPaths || subPaths.has(path) || subPaths.has(path.split('/', 1)[0]!));
      return mounted ? [this.stored.entriesOf(value, (file) => fileEntries(this.fileOf(value, path, file)))] : [];
    });
  }

  private fileOf(value: StoredValue, path: string, text: string): FileText {
    const { kind, key, document } = value;
    const object = `${kind} ${this.workload.namespace}/${nameOf(document)}`;
    return {
      name: path,
      text,
      sensitive: value.sensitive,
      evidenceOf: (line) => ({
        text: value.sensitive
          ? `${object} key ${key} (value withheld)`
          : text.includes('\n')
            ? `${object} data[${key}] line ${line}`
            : `${object} data.${key}`,
        document,
        path: value.path,
      }),
    };
  }

  private valuesOf(kind: StoredValue['kind'], name: string, optional: boolean): readonly StoredValue[] {
    return this.stored.valuesOf(kind, this.workload.namespace, name, optional);
  }

  private storedEvidence(value: StoredValue, used: string, path: FieldPath): Evidence {
    const object = `${value.kind} ${this.workload.namespace}/${nameOf(value.document)}`;
    if (value.sensitive) return { text: `${object} key ${value.key} (value withheld)`, document: this.document, path };
    return { text: `${object} data.${value.key}, used by ${used}`, document: value.document, path: value.path };
  }

  private evidence(words: string, path: FieldPath): Evidence {
    return { text: `${this.object} ${words}`, document: this.document, path };
  }
}

/** References to variables in their place, as the kubelet puts them there: `$$(A)` is no reference, and unknown ones stay. */
function expand(text: string, variables: ReadonlyMap<string, Variable>): Variable {
  let sensitive = false;
  const value = text.replace(/\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g, (whole: string, name?: string) => {
    if (name === undefined) return '$';
    const variable = variables.get(name);
    if (variable?.sensitive) sensitive = true;
    return variable ? variable.value.slice(0, LONGEST_EXPANSION) : whole;
  });
  return { value: value.slice(0, LONGEST_EXPANSION), sensitive };
}

/** Variables that name each other again and again grow without end; no address is longer. */
const LONGEST_EXPANSION = 16_384;
