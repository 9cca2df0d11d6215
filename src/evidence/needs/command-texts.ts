import { Mention, hostOf, portOf, wordMention, wordsOf } from './mentions';
import { Evidence } from './need';
import { TextEntry } from './text-entry';
import { Protocol } from '../../model/protocol';
import { pushAll } from '../../model/push-all';

/** A word of a command line, and which element of the list it stands in. */
interface Word {
  readonly text: string;
  readonly index: number;
}

/**
 * The values in a command line or a list of arguments: of `--flag=value`, of `--flag value`, of `host port` side by
 * side, as `nc` has it, and every word that is an address by itself.
 *
 * @param evidenceOf where an element of the list stands
 */
export function commandEntries(
  elements: readonly { readonly text: string; readonly sensitive: boolean }[],
  evidenceOf: (index: number) => Evidence,
  variables: (name: string) => string | undefined,
): TextEntry[] {
  const entries: TextEntry[] = [];
  const words: Word[] = [];
  elements.forEach(({ text }, index) => {
    const isScript = /\s/.test(text);
    if (!isScript) {
      words.push({ text, index });
    } else {
      for (const line of scriptLines(text)) {
        pushAll(
          words,
          shellWords(line, variables).map((word) => ({ text: word, index })),
        );
      }
    }
  });
  for (let at = 0; at < words.length; at++) {
    const { text, index } = words[at]!;
    const own = { form: 'word' as const, evidence: evidenceOf(index), sensitive: elements[index]!.sensitive };
    const flag = /^(-{1,2}[A-Za-z][\w.-]*|[A-Za-z_][A-Za-z0-9_.-]*)=(.*)$/s.exec(text);
    if (flag) {
      entries.push({ ...own, key: flag[1]!, value: flag[2]! });
      continue;
    }
    const next = words[at + 1];
    if (/^--?[A-Za-z]/.test(text)) {
      // Flags without a value stand before a host and its port, as in nc -z db 5432.
      const beyond = words[at + 2];
      const isPair = next && beyond && hostAndPort(next.text, beyond.text) !== undefined;
      if (next && !next.text.startsWith('-') && !isPair && !/^-[A-Za-z]\d+$/.test(text)) {
        entries.push({ ...own, key: text, value: next.text, evidence: evidenceOf(next.index) });
        at++;
      }
      continue;
    }
    const pair = next ? hostAndPort(text, next.text) : undefined;
    if (pair) {
      entries.push({ ...own, value: `${text}:${next!.text}`, mentions: [pair] });
      at++;
      continue;
    }
    entries.push({ ...own, value: text, mentions: mentionsOfWord(text) });
  }
  return entries;
}

/** `db 5432`, side by side. */
function hostAndPort(first: string, second: string): Mention | undefined {
  const [host, port] = [hostOf(first), portOf(second.replace(/;$/, ''))];
  if (host === undefined || port === undefined) return undefined;
  return { host, port, protocol: Protocol.TCP, form: 'host-port', inProse: false };
}

/** A word alone is an address only if it has a port or dots; undefined where it has to be looked at closely. */
function mentionsOfWord(text: string): readonly Mention[] | undefined {
  if (text.includes('//') || text.includes('@')) return undefined;
  const device = /^\/dev\/(tcp|udp)\/([^/]+)\/(\d+)$/.exec(text);
  if (device) {
    const mention = wordMention(`${device[2]}:${device[3]}`);
    return mention ? [{ ...mention, protocol: device[1] === 'udp' ? Protocol.UDP : Protocol.TCP }] : [];
  }
  return wordsOf(text).flatMap((word) => {
    const mention = wordMention(word);
    return mention && (mention.form === 'host-port' || mention.host.includes('.')) ? [mention] : [];
  });
}

/** The lines of a script, without comments. */
export function scriptLines(text: string): string[] {
  return text.split('\n').filter((line) => !/^\s*#/.test(line));
}

/** The words of a line of a shell, with the variables of the container in their place. */
export function shellWords(line: string, variables: (name: string) => string | undefined): string[] {
  const known = line.replace(
    /\$(?:\{([A-Za-z_]\w*)(?::?-([^{}]*))?\}|([A-Za-z_]\w*))/g,
    (whole: string, braced?: string, otherwise?: string, plain?: string) =>
      variables(braced ?? plain ?? '') ?? otherwise ?? whole,
  );
  return known
    .split(/[\s"'`;|&<>()]+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^\[+|\]+$/g, ''));
}
