import { CheckReport, PlacedFinding, countBySeverity, placed } from './check-report';
import { formatFieldPath } from '../../model/kubernetes-object';
import { jsonText } from '../wording/json';

/** `netpol.check/v1`, as docs/schemas/netpol.check.v1.schema.json describes it. */
export function checkJson(report: CheckReport): string {
  const all = placed(report);
  const document = {
    schema: 'netpol.check/v1',
    findings: all.filter(({ acknowledged }) => !acknowledged).map(entryOf),
    acknowledged: all.filter(({ acknowledged }) => acknowledged).map(entryOf),
    summary: {
      ...countBySeverity(report.findings),
      acknowledged: report.acknowledged.length,
      documents: report.checked.documents,
      policies: report.checked.policies,
      refusedPolicies: report.checked.refused,
      otherPolicies: report.checked.otherPolicies,
      systemNamespacesPassedOver: report.passedOver,
      silentRules: report.silent.map(({ rule, needs }) => ({ rule, needs })),
    },
  };
  return jsonText(document);
}

function entryOf({ finding, position, acknowledged }: PlacedFinding) {
  const { rule, severity, type, message, fix, resource, field, origin } = finding;
  return {
    rule,
    severity,
    type,
    message,
    fix,
    resource,
    field: field && formatFieldPath(field),
    file: origin?.file,
    constructPath: origin?.constructPath,
    line: position?.line,
    column: position?.column,
    acknowledgement: acknowledged && {
      reason: acknowledged.reason,
      owner: acknowledged.owner,
      expires: acknowledged.expires,
    },
  };
}
