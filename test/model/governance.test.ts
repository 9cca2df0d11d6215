import { expect, test } from 'vitest';
import { checkGovernance, governanceAnnotations, isExpired, parseIsoDate } from '../../src/model/governance';

test('a governance record becomes annotations, the exception’s reason defaulting to the flow’s', () => {
  expect(
    governanceAnnotations({ reason: 'r', owner: 'o', exception: { owner: 'x', expires: '2027-03-31', ticket: 'T-1' } }),
  ).toEqual({
    'cdk8s-netpol/reason': 'r',
    'cdk8s-netpol/owner': 'o',
    'cdk8s-netpol/exception-owner': 'x',
    'cdk8s-netpol/exception-reason': 'r',
    'cdk8s-netpol/exception-ticket': 'T-1',
    'cdk8s-netpol/exception-expires': '2027-03-31',
  });
  expect(governanceAnnotations({})).toEqual({});
});

test.each(['2027-02-29', '2027-13-01', '2027-1-1', '31.03.2027', '2027-03-31T00:00:00Z', '', 'soon'])(
  '%s is no day',
  (text) => {
    expect(() => parseIsoDate('expires', text)).toThrow(
      /expires is .* no calendar day\. Write a day that exists as YYYY-MM-DD/,
    );
  },
);

test('a leap day is a day', () => {
  expect(parseIsoDate('expires', '2028-02-29').toISOString()).toBe('2028-02-29T00:00:00.000Z');
});

test('an exception lasts to the end of its day, in UTC', () => {
  expect(isExpired('2027-03-31', new Date('2027-03-31T23:59:59.999Z'))).toBe(false);
  expect(isExpired('2027-03-31', new Date('2027-04-01T00:00:00Z'))).toBe(true);
});

test('an exception needs somebody who answers for it', () => {
  expect(() => checkGovernance({ exception: { owner: ' ', expires: '2027-03-31' } })).toThrow(
    /exception\.owner is empty/,
  );
  expect(() => checkGovernance({ exception: { expires: '2027-03-31' } as never })).toThrow(/exception\.owner is empty/);
});
