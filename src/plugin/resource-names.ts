import { ValidationContextLike } from './validation-context';
import { constructKey } from '../model/construct-key';
import { Finding } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';

/**
 * The names under which cdk8s-cli finds the constructs of resources. It knows constructs by the names of their objects,
 * which says nothing where several have the same; a NetpolApp records kind and namespace too.
 */
export class ResourceNames {
  private readonly uses = new Map<string, number>();

  public constructor(
    documents: readonly ManifestDocument[],
    private readonly recorded: NonNullable<ValidationContextLike['metadata']>,
  ) {
    for (const { object } of documents) {
      const { name } = object.metadata ?? {};
      if (typeof name === 'string') this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
    }
  }

  /** The name to report, and why no construct can be told, where that is so. */
  public of({ resource, origin }: Finding): { readonly name: string; readonly doubt: readonly string[] } {
    const { name } = resource ?? {};
    if (!resource || name === undefined) return { name: '(unreadable)', doubt: [] };
    const object = { kind: resource.kind, metadata: { namespace: resource.namespace, name } };
    const folders = (origin?.file ?? '').split(/[/\\]/).slice(0, -1).reverse();
    const keys = [...folders.map((folder) => constructKey(object, folder)), constructKey(object)];
    const known = keys.find((key) => Object.hasOwn(this.recorded, key));
    if (known !== undefined) return { name: known, doubt: [] };
    if ((this.uses.get(name) ?? 0) <= 1) return { name, doubt: [] };
    const doubt = `Several resources are called ${name}, and cdk8s records constructs by name alone: a NetpolApp records which one it is.`;
    return { name: constructKey(object), doubt: [doubt] };
  }
}
