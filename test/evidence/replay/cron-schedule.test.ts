import { expect, test } from 'vitest';
import { CronSchedule } from '../../../src/evidence/replay/cron-schedule';

test.each([
  ['*/15 * * * *', undefined, '2026-11-02T08:07:00Z', '2026-11-02T08:15:00.000Z'],
  ['0 3 1 * *', undefined, '2026-11-02T08:07:00Z', '2026-12-01T03:00:00.000Z'],
  ['@monthly', undefined, '2026-11-02T08:07:00Z', '2026-12-01T00:00:00.000Z'],
  ['30 2 * * mon-fri', undefined, '2026-11-07T08:07:00Z', '2026-11-09T02:30:00.000Z'],
  ['0 0 13 * 5', undefined, '2026-11-02T00:00:00Z', '2026-11-06T00:00:00.000Z'],
  ['0 0 29 2 *', undefined, '2026-11-02T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['0 12 * * 7', undefined, '2026-11-02T00:00:00Z', '2026-11-08T12:00:00.000Z'],
  ['5 4 * jan,JUL *', undefined, '2026-11-02T00:00:00Z', '2027-01-01T04:05:00.000Z'],
  ['0 9 * * *', 'Europe/Berlin', '2026-11-02T07:00:00Z', '2026-11-02T08:00:00.000Z'],
  ['0 9 * * *', 'Europe/Berlin', '2026-07-02T06:30:00Z', '2026-07-02T07:00:00.000Z'],
  ['TZ=Asia/Kolkata 0 0 * * *', undefined, '2026-11-02T00:00:00Z', '2026-11-02T18:30:00.000Z'],
  ['0 0 * * *', undefined, '2026-11-02T00:00:00Z', '2026-11-03T00:00:00.000Z'],
])('%s (%s) after %s is next on %s', (text, zone, after, next) => {
  expect(new Date(CronSchedule.tryParse(text, zone)!.next(Date.parse(after))!).toISOString()).toBe(next);
});

test('the 30th of February never comes', () => {
  expect(CronSchedule.tryParse('0 0 30 2 *')!.next(0)).toBeUndefined();
});

test.each([
  '',
  '* * * *',
  '60 * * * *',
  '* * * * * *',
  'a b c d e',
  '*/0 * * * *',
  '5-1 * * * *',
  '0 0 0 * *',
  '@sometimes',
])('%j is no schedule', (text) => {
  expect(CronSchedule.tryParse(text)).toBeUndefined();
});

test('a zone that nobody knows is no schedule', () => {
  expect(CronSchedule.tryParse('0 0 * * *', 'Mars/Olympus')).toBeUndefined();
});
