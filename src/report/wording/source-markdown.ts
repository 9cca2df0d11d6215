import { markdownText } from './markdown';

/** `owner/repository@commit:path:lines`; lines may be several numbers and ranges. */
const IN_REPOSITORY = /^([\w.-]+\/[\w.-]+)@([0-9a-f]+):([^:]+)(?::(\d+)(?:-(\d+))?[\d,-]*)?$/;

/** A source as a link to the place it names, or in its own words. */
export function sourceMarkdown(source: string): string {
  if (source.startsWith('https://')) return `<${source}>`;
  const [, repository, commit, path, first, last] = IN_REPOSITORY.exec(source) ?? [];
  if (!repository) return markdownText(source);
  const lines = first === undefined ? '' : `#L${first}${last === undefined ? '' : `-L${last}`}`;
  return `[${markdownText(`${repository}: ${path!}`)}](https://github.com/${repository}/blob/${commit}/${path}${lines})`;
}
