import { plural } from './plural';
import { printable } from './printable';
import { FlowLimits, Verdict } from '../../reachability/question/flow-question';
import { NotEnforced, Unpoliced, notEnforced, unpolicedPods } from '../../reachability/question/plugin-limits';
import { Analysis } from '../../reachability/relation/analysis';

/** What the network plugin does not enforce of the whole input, in sentences. */
export function limitsOfInput(analysis: Analysis): string[] {
  const [none, bare] = [notEnforced(analysis), unpolicedPods(analysis)];
  return [...(none ? [`${notEnforcedText(none)} All of it is open.`] : []), ...(bare ? [unpolicedText(bare)] : [])];
}

/** The same of one answer. */
export function limitsOfAnswer({ notEnforced: none, unpoliced: bare }: FlowLimits): string[] {
  return [
    ...(none ? [`${notEnforcedText(none)} By the API alone the answer would be: ${ANSWERS[none.byTheApi]}.`] : []),
    ...(bare ? [unpolicedText(bare)] : []),
  ];
}

const ANSWERS: Readonly<Record<Verdict, string>> = {
  [Verdict.ALLOW]: 'allowed',
  [Verdict.DENY]: 'denied',
  [Verdict.PARTLY]: 'allowed in part',
  [Verdict.UNDEFINED]: 'undefined',
  [Verdict.UNKNOWN]: 'unknown',
};

function notEnforcedText({ plugin, policies }: NotEnforced): string {
  return `${plugin} ENFORCES NO NetworkPolicy: ${policies === 1 ? 'the one policy has no effect' : `none of the ${plural(policies, 'policy')} has any effect`}.`;
}

function unpolicedText({ plugin, pods }: Unpoliced): string {
  const shown = pods.slice(0, 3).map((id) => printable(id));
  const more = pods.length > shown.length ? ` and ${pods.length - shown.length} more` : '';
  return `${plugin} does not police pods without a controller, by its documentation: what policies say of ${shown.join(', ')}${more} may have no effect.`;
}
