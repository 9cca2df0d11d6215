import { CalicoEntity, CalicoRule } from './calico-api';
import { CalicoObjects, rangesOf } from './calico-objects';
import { SelectorReader } from './read-selectors';
import { IN_NAMESPACE } from './seen-labels';
import { EVERYTHING } from './selector-language';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { LabelExpression } from '../../model/label-expression';
import { BlockPeer, PodsPeer, ProgramPeer } from '../../model/policy-program';
import { pushAll } from '../../model/push-all';

const EVERY: Readonly<Record<number, AddressSet>> = {
  4: AddressSet.of(Cidr.of('0.0.0.0/0')),
  6: AddressSet.of(Cidr.of('::/0')),
};

/** Reads whom the source or the destination of a rule stands for. */
export class EntityReader {
  public constructor(
    private readonly selectors: SelectorReader,
    private readonly objects: CalicoObjects,
  ) {}

  /**
   * Whom an entity matches; undefined for everyone.
   *
   * @param namespace of the policy; the empty text for one of the whole cluster
   * @param more what else has to match
   */
  public peerOf(
    entity: CalicoEntity,
    namespace: string,
    { ipVersion }: Pick<CalicoRule, 'ipVersion'>,
    more: readonly (readonly ProgramPeer[])[] = [],
  ): ProgramPeer | undefined {
    const { nets = [], notNets = [], notSelector } = entity;
    const all = [...more];
    const selected = this.selectedBy(entity, namespace);
    if (selected) all.push(selected);
    if (nets.length > 0) all.push([blockOf(nets)]);
    if (ipVersion !== undefined) all.push([block(EVERY[ipVersion] ?? AddressSet.EMPTY)]);
    const except: ProgramPeer[] = [];
    if (notNets.length > 0) except.push(blockOf(notNets));
    if (notSelector) pushAll(except, this.matching(undefined, this.selectors.pods(notSelector)));
    if (all.length === 0 && except.length === 0) return undefined;
    if (except.length === 0 && all.length === 1 && all[0]!.length === 1) return all[0]![0];
    return { kind: 'compound', all, except };
  }

  /** Pods, sets and hosts by their labels; undefined where the entity has no selector of any kind. */
  private selectedBy(
    { selector, notSelector, namespaceSelector, serviceAccounts }: CalicoEntity,
    namespace: string,
  ): ProgramPeer[] | undefined {
    const of: LabelExpression[] = [];
    if (selector) of.push(this.selectors.pods(selector));
    const { names = [], selector: accountSelector } = serviceAccounts ?? {};
    if (names.length > 0) of.push(this.selectors.accountNames(names));
    if (accountSelector) of.push(this.selectors.accounts(accountSelector));
    const isScoped = namespaceSelector || (namespace !== '' && (of.length > 0 || notSelector));
    if (of.length === 0 && !isScoped) return undefined;
    const own = of.length === 0 ? EVERYTHING : of.length === 1 ? of[0]! : ({ op: 'and', of } as const);
    if (namespaceSelector) return this.matching({ selector: namespaceSelector }, own);
    return this.matching(isScoped ? { name: namespace } : undefined, own);
  }

  /** What an expression holds for in some namespaces: pods by their labels, sets and hosts by their addresses. */
  private matching(
    where: { readonly name: string } | { readonly selector: string } | undefined,
    own: LabelExpression,
  ): ProgramPeer[] {
    const pods = this.selectors.selectorOf(own);
    if (where && 'name' in where) {
      const inside: LabelExpression = { op: 'in', key: IN_NAMESPACE, values: [where.name] };
      return [{ kind: 'pods', namespaces: undefined, pods }, ...this.sets({ op: 'and', of: [inside, own] })];
    }
    const namespaces = this.selectors.namespaceSelector(where?.selector);
    const peer: PodsPeer = { kind: 'pods', namespaces, pods };
    const of = where ? [this.selectors.namespaces(where.selector), own] : [own];
    return [peer, ...this.sets({ op: 'and', of })];
  }

  private sets(expression: LabelExpression): BlockPeer[] {
    const addresses = this.objects.addressesOf(expression);
    return addresses.isEmpty ? [] : [block(addresses)];
  }
}

function blockOf(nets: readonly string[]): BlockPeer {
  return block(AddressSet.ofRanges(nets.flatMap((net) => rangesOf(net))));
}

/** Addresses match whoever has them, pods too. */
export function block(addresses: AddressSet): BlockPeer {
  const key = addresses.ranges
    .map(({ family, first, last }) => `${family}:${first.toString(36)}-${last.toString(36)}`)
    .join();
  return { kind: 'block', addresses, key, matchesPods: true };
}
