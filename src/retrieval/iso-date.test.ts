import { expect, test } from 'vitest';
import { parseIsoDate } from './iso-date.ts';

// Expected values by `date -u -d … +%s%3N` (GNU coreutils).
test.each([
  ['1970-01-01', 0],
  ['2024', 1704067200000],
  ['2024-05', 1714521600000],
  ['2024-02-29', 1709164800000],
  ['2024-05-31T12:00', 1717156800000],
  ['2024-05-31T12:00:30.5Z', 1717156830500],
  ['2024-05-31T12:00:00+02:00', 1717149600000],
  ['2024-05-31T12:00:00-0530', 1717176600000],
  ['0050-01-01', -60589296000000],
])('%s', (text, expected) => {
  expect(parseIsoDate(text)).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2023-02-29',
  '2024-13-01',
  '2024-00-10',
  '2024-1-1',
  '2024-05-31T24:00',
  '31.05.2024',
  '2024-05-31 12:00',
  ' 2024',
])('%j is no date', (text) => {
  expect(parseIsoDate(text)).toBeUndefined();
});
