import { expect, test } from 'vitest';
import { inCodeUnits, occurrences, transferSpan, trimSpan } from './answer-spans.ts';

const texts = (text: string, answer: string) => occurrences(text, answer).map(({ start, end }) => text.slice(start, end));

test.each([
  ['1944 and 1944.', '1944', ['1944', '1944']],
  ['In 19445 or a1944', '1944', []],
  ['New  York\nis big', 'New York', ['New  York']],
  ['It cost $12 (about).', '$12 (about)', ['$12 (about)']],
  ['J. J. Thomson', 'J.J. Thomson', []],
  ['J.J. Thomson', 'J. J. Thomson', ['J.J. Thomson']],
  ['Case matters', 'case', []],
  ['anything', ' ', []],
])('%s | %s', (text, answer, expected) => {
  expect(texts(text, answer)).toEqual(expected);
});

test.each([
  ['85 km. 1944-The', { start: 5, end: 11 }, '1944'],
  ['in Bonn, then', { start: 3, end: 8 }, 'Bonn'],
  ['the U.S. team', { start: 4, end: 8 }, 'U.S.'],
])('%s is trimmed', (text, span, expected) => {
  const { start, end } = trimSpan(text, span)!;
  expect(text.slice(start, end)).toBe(expected);
});

test('of stops and nothing nothing is left', () => {
  expect(trimSpan('a . b', { start: 1, end: 4 })).toBe(null);
  expect(trimSpan('a', { start: 1, end: 1 })).toBe(null);
});

test('a span moves to the occurrence nearest to its place in the other copy', () => {
  const from = 'Bonn is old. He was born in Bonn.';
  const to = `So: ${from} Bonn.`;
  expect(transferSpan({ start: 28, end: 32 }, from, to)).toEqual({ start: 32, end: 36 });
  expect(transferSpan({ start: 28, end: 32 }, from, from)).toEqual({ start: 28, end: 32 });
  expect(transferSpan({ start: 28, end: 32 }, from, 'Elsewhere.')).toBe(null);
});

test('a span in code points, behind and over characters of two units', () => {
  const text = '𒌦 means 𒅴 "border"';
  const { start, end } = inCodeUnits(text, { start: 8, end: 18 });
  expect(text.slice(start, end)).toBe('𒅴 "border"');
  expect(inCodeUnits('plain', { start: 1, end: 3 })).toEqual({ start: 1, end: 3 });
});
