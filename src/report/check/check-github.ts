import { CheckReport, placed, resourceTitle } from './check-report';
import { Severity } from '../../model/finding';
import { formatFieldPath } from '../../model/kubernetes-object';
import { visible, withoutBracketCommands } from '../wording/printable';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions, which become annotations on the lines of a pull request. */
export function checkGithub(report: CheckReport): string {
  const lines = placed(report)
    .filter(({ acknowledged }) => !acknowledged)
    .map(({ finding, position }) => {
      const { severity, rule, message, fix, resource, field, origin } = finding;
      const properties = [
        origin?.file !== undefined ? `file=${property(origin.file)}` : '',
        position ? `line=${position.line},col=${position.column}` : '',
        `title=${property(`netpol: ${rule}`)}`,
      ].filter((text) => text !== '');
      const where = [resource ? resourceTitle(resource) : origin?.constructPath, field && formatFieldPath(field)];
      const place = where.filter((text) => text !== undefined).join(', ');
      const text = [place, message, fix].filter((part) => part !== undefined && part !== '').join('\n');
      return `::${LEVELS[severity]} ${properties.join(',')}::${data(text)}`;
    });
  return lines.map((line) => `${line}\n`).join('');
}

function data(text: string): string {
  const harmless = withoutBracketCommands(visible(text, '\r\n'));
  return harmless.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
