import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ALL_RULES, CheckReport, PlacedFinding, placed, resourceTitle } from './check-report';
import { LintFinding } from '../../lint/run-lint';
import { replacementsOf } from '../../manifests/apply-edits';
import { FileDocument } from '../../manifests/file-document';
import { Severity } from '../../model/finding';
import { formatFieldPath } from '../../model/kubernetes-object';
import { jsonText } from '../wording/json';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/** SARIF 2.1.0, which code-scanning services read. */
export function checkSarif(report: CheckReport, version: string): string {
  return jsonText(sarifLog(report, version));
}

/** The log as an object; a test holds its type against that of the format. */
export function sarifLog(report: CheckReport, version: string) {
  const indexes = new Map(ALL_RULES.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: {
          driver: {
            name: 'netpol check',
            semanticVersion: version,
            rules: ALL_RULES.map(({ id, severity, info, why, fix }) => ({
              id,
              shortDescription: { text: info },
              fullDescription: { text: `${info} ${why}` },
              help: { text: fix },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits' as const,
        results: placed(report).map((entry) => resultOf(entry, indexes)),
      },
    ],
  };
}

function resultOf(entry: PlacedFinding, indexes: ReadonlyMap<string, number>) {
  const { finding, acknowledged } = entry;
  const { rule, severity, message, fix } = finding;
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule),
    level: LEVELS[severity],
    message: { text: fix ? `${message} ${fix}` : message },
    locations: [locationOf(entry)],
    ...fixesOf(finding as LintFinding),
    ...(acknowledged
      ? {
          suppressions: [
            { kind: 'inSource' as const, status: 'accepted' as const, justification: acknowledged.reason },
          ],
        }
      : {}),
  };
}

function locationOf({ finding, position }: PlacedFinding) {
  const { origin, resource, field } = finding;
  const logical = [resource ? resourceTitle(resource) : undefined, field && formatFieldPath(field)].filter(
    (part) => part,
  );
  return {
    ...(origin?.file !== undefined
      ? {
          physicalLocation: {
            artifactLocation: { uri: uriOf(origin.file) },
            ...(position ? { region: { startLine: position.line, startColumn: position.column } } : {}),
          },
        }
      : {}),
    ...(logical.length > 0 || origin?.constructPath
      ? {
          logicalLocations: [
            { fullyQualifiedName: [origin?.constructPath, ...logical].filter((part) => part).join(' ') },
          ],
        }
      : {}),
  };
}

/** Relative to where the command runs, as repositories want it. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  if (path.startsWith('..')) return pathToFileURL(file).href;
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}

function fixesOf({ document, patch, fix }: LintFinding) {
  if (!patch || !(document instanceof FileDocument)) return {};
  const replacements = replacementsOf(document, patch);
  if (!replacements || replacements.length === 0) return {};
  const { source } = document.locator;
  const changes = replacements.map(({ start, end, text }) => {
    const [from, to] = [source.positionAt(start), source.positionAt(end)];
    return {
      deletedRegion: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
      insertedContent: { text },
    };
  });
  const artifactLocation = { uri: uriOf(source.file) };
  return {
    fixes: [{ description: { text: fix ?? '' }, artifactChanges: [{ artifactLocation, replacements: changes }] }],
  };
}
