import { nounFor } from '../../src/model/plural';
import { visible } from '../../src/report/wording/printable';

type Child = Node | string | undefined;

/** An element with text and elements in it. Texts are never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function shape(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: Child[]) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled<E extends Element>(
  made: E,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

export function button(label: string, act: () => void, attributes: Readonly<Record<string, string>> = {}) {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}

/** Puts these in the place of whatever is in an element. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...children.filter((child) => child !== undefined));
}

/** A name that may hold anything, shown as what it is: what is hidden or turns the direction of writing is an escape. */
export function shown(text: string): string {
  return visible(text);
}

/** `1 policy`, `2,001 policies`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${nounFor(count, noun)}`;
}
