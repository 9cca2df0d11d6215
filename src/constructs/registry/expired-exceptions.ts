import { Chart } from 'cdk8s';
import { ExpiredExceptions, clockOf } from './app-clock';
import { Governance, isExpired } from '../../model/governance';

interface Declaration {
  readonly declaredBy: string;
  readonly governance: Governance;
}

/** The exceptions that have ended, where that makes synth fail. */
export function expiredExceptions(chart: Chart, temporary: readonly Declaration[]): string[] {
  return clockOf(chart).expiredExceptions === ExpiredExceptions.FAIL ? expired(chart, temporary) : [];
}

/** The exceptions that have ended, where the app only wants to know. */
export function toleratedExceptions(chart: Chart, temporary: readonly Declaration[]): string[] {
  return clockOf(chart).expiredExceptions === ExpiredExceptions.WARN ? expired(chart, temporary) : [];
}

function expired(chart: Chart, temporary: readonly Declaration[]): string[] {
  const { now } = clockOf(chart);
  const messages = temporary
    .filter(({ governance }) => isExpired(governance.exception!.expires, now))
    .map(({ governance, declaredBy }) => {
      const { owner, expires, ticket } = governance.exception!;
      const agreed = ticket ? ` (${ticket})` : '';
      return `${declaredBy}: the exception of ${owner}${agreed} ended on ${expires}. Remove the flow, or agree on a later day with its owner.`;
    });
  return [...new Set(messages)];
}
