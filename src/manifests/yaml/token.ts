/** What a text is made of, in the order of reading. */
export enum TokenType {
  STREAM_END = 'the end of the text',
  YAML_DIRECTIVE = 'a %YAML directive',
  TAG_DIRECTIVE = 'a %TAG directive',
  DOCUMENT_START = '"---"',
  DOCUMENT_END = '"..."',
  BLOCK_SEQUENCE_START = 'the start of a list',
  BLOCK_MAPPING_START = 'the start of a map',
  BLOCK_END = 'less indentation',
  FLOW_SEQUENCE_START = '"["',
  FLOW_SEQUENCE_END = '"]"',
  FLOW_MAPPING_START = '"{"',
  FLOW_MAPPING_END = '"}"',
  BLOCK_ENTRY = '"-"',
  FLOW_ENTRY = '","',
  KEY = 'a key',
  VALUE = '":"',
  ALIAS = 'an alias',
  ANCHOR = 'an anchor',
  TAG = 'a tag',
  SCALAR = 'a value',
}

export type ScalarStyle = 'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag, the version of a directive. */
  readonly value?: string;
  /** The part of a tag behind its handle, or what a handle stands for. */
  readonly suffix?: string;
  readonly style?: ScalarStyle;
}
