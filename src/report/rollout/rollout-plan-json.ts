import { RolloutPlanReport, cautionWords, moveName, wordsFor } from './rollout-plan-report';
import { PlanCaution, PlannedStep } from '../../reachability/change/rollout-plan';
import { TransitionMove } from '../../reachability/change/transition';
import { countByKind } from '../diff/diff-report';
import { changeEntry, portsEntry } from '../wording/change-json';
import { jsonText } from '../wording/json';

/** `netpol.rollout-plan/v1`, as docs/schemas/netpol.rollout-plan.v1.schema.json describes it. */
export function rolloutPlanJson({ plan }: RolloutPlanReport): string {
  const { steps, cautions } = plan;
  const document = {
    schema: 'netpol.rollout-plan/v1',
    steps: steps.map(stepEntry),
    cautions: cautions.map(cautionEntry),
    summary: {
      steps: steps.length,
      moves: steps.reduce((sum, { moves }) => sum + moves.length, 0),
      cautions: cautions.length,
    },
  };
  return jsonText(document);
}

function stepEntry(step: PlannedStep, index: number) {
  const { title, why, revert } = wordsFor(step);
  const { changes, complete } = step.difference;
  return {
    step: index + 1,
    kind: step.kind,
    title,
    why,
    revert,
    moves: step.moves.map(moveEntry),
    changes: changes.map(changeEntry),
    complete,
    summary: countByKind(changes),
  };
}

function moveEntry(move: TransitionMove) {
  const { action, role, document, temporary } = move;
  const { file } = document.origin;
  const line = document.positionOf(['metadata', 'name'])?.line;
  return {
    action,
    policy: moveName(move),
    role,
    temporary,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    // Nobody has written these anywhere else.
    ...(temporary && action === 'apply' ? { manifest: document.object } : {}),
  };
}

function cautionEntry(caution: PlanCaution) {
  const { what, remedy } = cautionWords(caution);
  const words = { kind: caution.kind, message: what, fix: remedy };
  switch (caution.kind) {
    case 'passing': {
      const connections = caution.connections.map(({ from, to, ports }) => ({
        from: from.id,
        to: to.id,
        ports: portsEntry(ports),
      }));
      return { ...words, connections };
    }
    case 'wide-companion':
      return { ...words, policy: moveName(caution.companion) };
    case 'labels':
      return { ...words, namespaces: caution.namespaces, workloads: caution.workloads };
    case 'host-network':
      return { ...words, workloads: caution.workloads };
    case 'other-apis':
      return { ...words, count: caution.count };
    case 'no-workloads':
      return words;
  }
}
