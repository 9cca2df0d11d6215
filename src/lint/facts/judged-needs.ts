import { JudgedNeed, NeedJudge } from '../../evidence/needs/judge-needs';
import { Needs } from '../../evidence/needs/need';
import { needsOf } from '../../evidence/needs/needs-of';
import { Opening, Openings } from '../../evidence/needs/openings';
import { ManifestDocument } from '../../model/manifest-document';
import { Platform } from '../../platform/platform';
import { Analysis } from '../../reachability/relation/analysis';

/** What the manifests of the input need, and what the policies make of it. */
export interface JudgedNeeds {
  readonly found: Needs;
  readonly judged: readonly JudgedNeed[];
  readonly judge: NeedJudge;
  openingOf(need: JudgedNeed): Opening;
}

/** Holds the needs of the input against its policies. */
export function judgedNeeds(
  documents: readonly ManifestDocument[],
  analysis: Analysis,
  platform: Platform | undefined,
): JudgedNeeds {
  const { inventory } = analysis;
  const port = platform?.apiServerPort;
  const found = needsOf(documents, inventory, {
    ...(port?.first === undefined ? {} : { apiServerPort: { protocol: port.protocol, number: port.first } }),
  });
  const judge = new NeedJudge(analysis);
  const judged = found.needs.map((need) => judge.judge(need));
  const openings = new Openings(inventory);
  return { found, judged, judge, openingOf: (need) => openings.of(need) };
}
