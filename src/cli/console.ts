import { styleText } from 'node:util';

/** Where a command writes: reports to `out`, everything that is no report to `err`. */
export interface Console {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

type Style = Parameters<typeof styleText>[0];

/** Colours text for a stream, or leaves it alone where nobody would see colours. */
export type Paint = (style: Style, text: string) => string;

/** Colour is for terminals; `NO_COLOR` (https://no-color.org) turns it off there too. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const plain = !stream.isTTY || (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
  return plain ? (_style, text) => text : (style, text) => styleText(style, text);
}
