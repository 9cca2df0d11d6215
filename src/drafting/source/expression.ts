/**
 * The programs that a draft consists of, as values. One value is printed as TypeScript and carried out to be proved, so
 * that what was proved is what is written, and text of logs and manifests can stand nowhere but in a literal.
 */
export type Expression =
  | Literal
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, Expression])[] }
  /** A constant of the program, in this file or another one. */
  | NameOf
  | { readonly kind: 'member'; readonly of: EnumName; readonly member: string }
  | { readonly kind: 'property'; readonly on: Expression; readonly property: string }
  | { readonly kind: 'new'; readonly className: ClassName; readonly args: readonly Expression[] }
  | {
      readonly kind: 'call';
      readonly on: Expression | ClassName;
      readonly method: string;
      readonly args: readonly Expression[];
    };

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean;
}

export interface NameOf {
  readonly kind: 'name';
  /** The path of the file that declares it, without its ending. */
  readonly file: string;
  readonly name: string;
}

/** Classes of the library that drafts are made of. */
export type ClassName =
  | 'AllowAll'
  | 'AllowDns'
  | 'AllowFlow'
  | 'AllowIngressController'
  | 'AllowKubeApi'
  | 'AllowSameNamespace'
  | 'AllowScrape'
  | 'Baseline'
  | 'Cidr'
  | 'Cni'
  | 'DefaultDeny'
  | 'ExternalEgress'
  | 'ExternalHttpsEgress'
  | 'IngressController'
  | 'LabelSelector'
  | 'NamespaceStack'
  | 'NetpolApp'
  | 'Peer'
  | 'Platform'
  | 'Port'
  | 'RawPolicy'
  | 'WorkloadPolicy';

export type EnumName = 'PolicyType' | 'Protocol' | 'SelectorOperator';

export type Fields = { readonly [name: string]: Expression | undefined };

export const literal = (value: string | number | boolean): Literal => ({ kind: 'literal', value });

export const list = (items: readonly Expression[]): Expression => ({ kind: 'list', items });

/** Fields without a value are left out. */
export function record(fields: Fields): Expression {
  const given = Object.entries(fields).filter((field): field is [string, Expression] => field[1] !== undefined);
  return { kind: 'record', fields: given };
}

export const isEmptyRecord = (expression: Expression): boolean =>
  expression.kind === 'record' && expression.fields.length === 0;

/** Texts by key, such as labels. */
export const texts = (map: { readonly [key: string]: string }): Expression => ({
  kind: 'record',
  fields: Object.entries(map).map(([key, value]) => [key, literal(value)] as const),
});

export const member = (of: EnumName, name: string): Expression => ({ kind: 'member', of, member: name });

export const make = (className: ClassName, ...args: readonly Expression[]): Expression => ({
  kind: 'new',
  className,
  args,
});

export const call = (on: Expression | ClassName, method: string, ...args: readonly Expression[]): Expression => ({
  kind: 'call',
  on,
  method,
  args,
});

export const property = (on: Expression, name: string): Expression => ({ kind: 'property', on, property: name });

export const nameOf = (file: string, name: string): NameOf => ({ kind: 'name', file, name });
