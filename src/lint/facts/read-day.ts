import { parseIsoDate } from '../../model/governance';
import { InvalidInput } from '../../model/invalid-input';

/** A calendar day, or undefined for a text that is none. */
export function readDay(text: string): Date | undefined {
  try {
    return parseIsoDate('', text);
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** Whole days from now until the end of a day; negative once it is over. */
export function daysLeft(day: Date, now: Date): number {
  return Math.floor((day.getTime() + DAY - now.getTime()) / DAY);
}
