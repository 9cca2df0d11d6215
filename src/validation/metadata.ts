import { ApiProblems, quote } from './api-problem';
import { KubernetesRules } from './kubernetes-version';
import { validateLabels } from './selectors';
import { labelKeyProblems, labelNameProblems, subdomainProblems } from '../model/kubernetes-names';
import { FieldPath } from '../model/kubernetes-object';

/** The metadata fields that have rules, decoded. */
export interface DecodedMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly generation?: number;
}

interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly controller?: boolean;
}

const PATH: FieldPath = ['metadata'];
const MAX_ANNOTATION_BYTES = 256 * 1024;

/** Whatever the API asks of the metadata of any object in a namespace. */
export function validateMetadata(
  metadata: DecodedMetadata,
  problems: ApiProblems,
  rules: Pick<KubernetesRules, 'indexesOwners'>,
): void {
  validateNames(metadata, problems);
  const { generation = 0, labels, annotations, ownerReferences, finalizers } = metadata;
  if (generation < 0) {
    const fix = 'Remove it: the API server counts generations itself.';
    problems.invalid([...PATH, 'generation'], generation, 'The generation is negative.', fix);
  }
  if (labels) validateLabels(labels, [...PATH, 'labels'], problems);
  validateAnnotations(annotations, problems);
  if (ownerReferences) validateOwners(ownerReferences, problems, rules);
  if (finalizers) validateFinalizers(finalizers, problems);
}

const CONTRADICTORY = ['orphan', 'foregroundDeletion'];

function validateFinalizers(finalizers: readonly string[], problems: ApiProblems): void {
  const path = [...PATH, 'finalizers'];
  for (const finalizer of finalizers) {
    for (const problem of labelKeyProblems(finalizer)) {
      const fix = 'Write domain/name, for example example.com/cleanup.';
      problems.invalid(path, finalizer, `The finalizer ${quote(finalizer)} ${problem}.`, fix);
    }
  }
  if (CONTRADICTORY.every((finalizer) => finalizers.includes(finalizer))) {
    const message = 'The finalizers orphan and foregroundDeletion contradict each other.';
    problems.invalid(path, finalizers, message, 'Remove both: whoever deletes the object chooses one.');
  }
}

function validateNames({ name, generateName, namespace }: DecodedMetadata, problems: ApiProblems): void {
  if (generateName) {
    // The API server appends letters and digits, so a hyphen at the end is no end; it masks two characters at once.
    const stem = generateName.replace(/^(.+)-$/s, (_, before: string) => `${before.slice(0, -1)}a`);
    for (const problem of subdomainProblems(stem)) {
      const fix = 'Write a name such as allow-web-.';
      const message = `The generateName ${quote(generateName)} is not valid: it ${problem}.`;
      problems.invalid([...PATH, 'generateName'], generateName, message, fix);
    }
  }
  if (name) {
    for (const problem of subdomainProblems(name)) {
      const fix = `Write a name such as ${nameLike(name)}.`;
      problems.invalid([...PATH, 'name'], name, `The name ${quote(name)} is not valid: it ${problem}.`, fix);
    }
  } else if (generateName) {
    // Its beginning and five characters of the API server's choice.
    for (const problem of subdomainProblems(`${generateName.slice(0, 58)}xxxxx`)) {
      const message = `The name made of generateName ${quote(generateName)} is not valid: it ${problem}.`;
      problems.invalid([...PATH, 'name'], generateName, message, 'Write a generateName such as allow-web-.');
    }
  } else {
    problems.required([...PATH, 'name'], 'The policy has no name.', 'Write one that says what it allows: allow-web.');
  }
  if (namespace) {
    for (const problem of labelNameProblems(namespace)) {
      const message = `The namespace ${quote(namespace)} is not valid: it ${problem}.`;
      problems.invalid([...PATH, 'namespace'], namespace, message, 'Write the name of the namespace.');
    }
  }
}

/** What the author most likely meant, as a name the API takes. */
function nameLike(name: string): string {
  const parts = name.toLowerCase().split(/[^a-z0-9]+/);
  return (
    parts
      .filter((part) => part !== '')
      .join('-')
      .slice(0, 63) || 'allow-web'
  );
}

function validateAnnotations(annotations: DecodedMetadata['annotations'], problems: ApiProblems): void {
  let characters = 0;
  for (const key in annotations) {
    characters += key.length + annotations[key]!.length;
    for (const problem of labelKeyProblems(key.toLowerCase())) {
      const message = `The annotation key ${quote(key)} is not valid: it ${problem}.`;
      problems.invalid([...PATH, 'annotations'], key, message, 'Write prefix/name, for example example.com/note.');
    }
  }
  // No character takes more than three bytes for each of its UTF-16 units, so short texts need no counting.
  if (characters * 3 <= MAX_ANNOTATION_BYTES) return;
  const bytes = Object.entries(annotations!).reduce(
    (sum, [k, v]) => sum + Buffer.byteLength(k) + Buffer.byteLength(v),
    0,
  );
  if (bytes > MAX_ANNOTATION_BYTES) {
    const message = `The annotations take ${bytes} bytes together, and ${MAX_ANNOTATION_BYTES} is the limit.`;
    problems.add(
      'TooLong',
      [...PATH, 'annotations'],
      message,
      'Keep long texts elsewhere and annotate a link to them.',
    );
  }
}

const OWNER_FIELDS = ['apiVersion', 'kind', 'name', 'uid'] as const;
const OWNER_FIX = 'Remove the owner reference: controllers write them, with the uid of the live object.';

function validateOwners(
  owners: readonly OwnerReference[],
  problems: ApiProblems,
  { indexesOwners }: Pick<KubernetesRules, 'indexesOwners'>,
): void {
  const path = [...PATH, 'ownerReferences'];
  let controllers = 0;
  owners.forEach((owner, index) => {
    const place = indexesOwners ? [...path, index] : path;
    for (const field of OWNER_FIELDS) {
      if (owner[field]) continue;
      const message = `An owner reference has no ${field}.`;
      if (indexesOwners) problems.required([...place, field], message, OWNER_FIX);
      else problems.invalid([...place, field], '', message, OWNER_FIX);
    }
    const { apiVersion = '', kind } = owner;
    if (apiVersion !== '' && !/^(?:[^/]*\/)?[^/]+$/.test(apiVersion)) {
      const message = `The apiVersion ${quote(apiVersion)} of an owner reference is no group and version.`;
      problems.invalid([...place, 'apiVersion'], apiVersion, message, 'Write it as apps/v1, or v1.');
    }
    if (apiVersion === 'v1' && kind === 'Event') problems.invalid(place, kind, 'An Event owns nothing.', OWNER_FIX);
    if (owner.controller && ++controllers > 1) {
      const message = `${controllers} owner references say they are the controller.`;
      problems.invalid(path, controllers, message, 'Only one may.');
    }
  });
}

const IMMUTABLE = ['name', 'namespace', 'uid', 'creationTimestamp'] as const;

/** What an update may not change. Fields that the manifest leaves out are filled in by the API server. */
export function validateMetadataUpdate(metadata: DecodedMetadata, old: DecodedMetadata, problems: ApiProblems): void {
  for (const field of IMMUTABLE) {
    const value = metadata[field];
    if (!value || value === (old[field] ?? value)) continue;
    const message = `The ${field} of an object cannot change; it is ${quote(old[field])} now.`;
    problems.invalid([...PATH, field], value, message, 'Create a new object and delete the old one.');
  }
}
