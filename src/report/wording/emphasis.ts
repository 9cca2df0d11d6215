/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold' | 'dim' | 'cyan' | 'green' | 'red' | 'yellow', text: string) => string;

export const PLAIN: Emphasis = (_style, text) => text;
