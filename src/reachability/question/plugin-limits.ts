import { FlowSide, SideReason } from './flow';
import { PolicyType } from '../../model/network-policy';
import { Analysis } from '../relation/analysis';
import { FlowEnd } from '../relation/flow-end';

/** Policies that stand in the input and have no effect, because the network plugin enforces none. */
export interface NotEnforced {
  readonly plugin: string;
  readonly policies: number;
}

/** Pods whose policies may have no effect, because the network plugin does not police pods without a controller. */
export interface Unpoliced {
  readonly plugin: string;
  /** The ids of the pods. */
  readonly pods: readonly string[];
}

/** Whether the policies of the input count for nothing; undefined where they count. */
export function notEnforced({ universe, inventory }: Analysis): NotEnforced | undefined {
  const { plugin } = universe.options;
  const policies = inventory.ineffectivePolicies?.length ?? 0;
  return plugin && policies > 0 ? { plugin: plugin.title, policies } : undefined;
}

/** The bare pods of the input that some policy selects. */
export function unpolicedPods(analysis: Analysis): Unpoliced | undefined {
  const bare = analysis.members.filter(
    ({ workload, classId }) =>
      workload.kind === BARE && Object.values(PolicyType).some((type) => analysis.row(type, classId).isolated),
  );
  return unpoliced(analysis, [...new Set(bare.map(({ workload }) => workload.id))]);
}

/** The bare pods at the ends of a flow whose policies have a say in it. */
export function unpolicedEnds(
  analysis: Analysis,
  sides: readonly { readonly side: FlowSide; readonly subject: FlowEnd }[],
): Unpoliced | undefined {
  const ends = sides.flatMap(({ side, subject }) =>
    subject.kind === 'pods' && subject.workloadKind === BARE && side.reason === SideReason.RULES ? [subject.id] : [],
  );
  return unpoliced(analysis, [...new Set(ends)]);
}

/** The kind of a workload that is a pod without a controller. */
const BARE = 'Pod';

function unpoliced({ universe }: Analysis, pods: readonly string[]): Unpoliced | undefined {
  const { plugin } = universe.options;
  return plugin?.barePods.support === 'no' && pods.length > 0 ? { plugin: plugin.title, pods } : undefined;
}
