/** What every node of a document has. Offsets count in the text that was parsed, anchor and tag not included. */
interface NodeBase {
  readonly start: number;
  readonly end: number;
  readonly anchor?: string;
  /** In full: `tag:yaml.org,2002:int` for `!!int`. */
  readonly tag?: string;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  readonly style: ScalarStyle;
  /** Whether its form decides what it means: it stands without quotes and without a tag. */
  readonly implicit: boolean;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  /** In braces, not one key a line. */
  readonly flow: boolean;
  readonly pairs: readonly YamlPair[];
}

export interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

export interface YamlAlias extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** The node with the anchor, which may be one that this alias stands in. */
  readonly target: YamlNode;
}

export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;
