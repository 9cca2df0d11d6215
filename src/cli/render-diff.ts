import { CommonOptions } from './common-options';
import { Console, paintFor } from './console';
import { diffJson } from '../report/diff/diff-json';
import { diffMarkdown } from '../report/diff/diff-markdown';
import { DiffReport } from '../report/diff/diff-report';
import { diffText } from '../report/diff/diff-text';

export function renderDiff(report: DiffReport, { format, output }: CommonOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return diffJson(report);
    case 'markdown':
      return diffMarkdown(report);
    default:
      return diffText(report, output === undefined ? paintFor(out) : undefined);
  }
}
