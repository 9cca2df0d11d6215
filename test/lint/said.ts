import { CheckOptions, checkManifests } from '../../src/lint/check-manifests';
import { documentsOf } from '../support/policies';

/** What a rule says about some manifests: `severity field: message`, each with the fix behind it where it is asked for. */
export function said(rule: string, text: string, options: CheckOptions = {}, withFix = false): string[] {
  return checkManifests(documentsOf(text), options)
    .findings.filter((finding) => finding.rule === rule)
    .map(
      ({ severity, field, message, fix }) =>
        `${severity} ${field?.join('.')}: ${message}${withFix && fix !== undefined ? ` ${fix}` : ''}`,
    );
}
