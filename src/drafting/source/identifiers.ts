/** Words that no constant of a module can have, and names that would hide what the program uses. */
const TAKEN = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default ' +
    'delete do else enum eval export exports extends false finally for from function get global globalThis if ' +
    'implements import in infer instanceof interface is keyof let module namespace never new null number object of ' +
    'package private process protected public readonly require return set static string super switch symbol this ' +
    'throw true try type typeof undefined unique unknown var void while with yield constructor app platform stack ' +
    'flows'
  ).split(' '),
);

/** Gives constants of one file names that nothing else there has. */
export class Identifiers {
  private readonly used = new Set<string>(TAKEN);

  /** A name that reads like the text, which may be anything. */
  public take(text: string): string {
    const base = identifierFrom(text);
    let name = base;
    for (let number = 2; this.used.has(name); number++) name = `${base}${number}`;
    this.used.add(name);
    return name;
  }
}

/** `orders-api` as `ordersApi`: letters and digits of ASCII only. */
export function identifierFrom(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? lowered(word) : raised(word))).join('');
  if (joined === '') return 'unnamed';
  return /^\d/.test(joined) ? `n${joined}` : joined;
}

const lowered = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
const raised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
