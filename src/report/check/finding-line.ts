import { originTitle, resourceTitle } from './check-report';
import { Finding } from '../../model/finding';
import { printable } from '../wording/printable';

/** `file:line:column: severity: message`, as compilers print. */
export function findingLine(finding: Finding): string {
  const { severity, message, fix, resource } = finding;
  const position = finding.position?.();
  const at = `${originTitle(finding)}${position ? `:${position.line}:${position.column}` : ''}`;
  const object = resource ? `${resourceTitle(resource)}: ` : '';
  return printable(`${at}: ${severity}: ${object}${message}${fix ? ` ${fix}` : ''}`);
}
