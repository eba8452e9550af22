import { expect, test } from 'vitest';
import { baseModel } from '../../nn/encoders/base-model.ts';
import { Tokenizer } from '../../nn/tokenizer/tokenizer.ts';
import { Rng } from '../../nn/training/rng.ts';
import { sampleExample } from './examples.ts';
import type { TrainingRow } from './rows.ts';

const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);
const text = 'The opera was written by Ludwig van Beethoven in Vienna.';
const start = text.indexOf('Ludwig');
const row: TrainingRow = {
  id: 'r',
  question: 'who wrote it',
  positives: [{ title: 'Fidelio', text, spans: [{ start, end: start + 'Ludwig van Beethoven'.length }] }],
  negatives: Array.from({ length: 6 }, (_, i) => ({ title: 'Other', text: `Passage number ${i}.` })),
};
const options = { negatives: 3, maxTokens: 64, maxQuestionTokens: 16, titleDropout: 0 };
const ids = (words: string) => [...tokenizer.encode(words)];

test('a positive and some negatives, with the answer’s tokens', () => {
  const { candidates, lengths, id, yes } = sampleExample(tokenizer, row, options, Rng.of(1));
  expect({ id, yes, count: candidates.length }).toEqual({ id: 'r', yes: undefined, count: 4 });
  expect(candidates.map(({ positive }) => positive)).toEqual([true, false, false, false]);
  expect(new Set(candidates.map((candidate) => String(candidate.ids))).size).toBe(4);
  const [right] = candidates;
  const { classId, separatorId } = tokenizer;
  expect([...right!.ids]).toEqual([classId, ...ids('who wrote it'), separatorId, ...ids(`Fidelio\n${text}`), separatorId]);
  expect(lengths[0]).toBe(right!.ids.length);
  const [span] = right!.spans;
  expect([...right!.ids.subarray(span!.start, span!.end + 1)]).toEqual(ids('Ludwig van Beethoven'));
  expect([...right!.ids.subarray(right!.textStart, -1)]).toEqual(ids(text));
});

test('without its title the answer is where it was in the text', () => {
  const [right] = sampleExample(tokenizer, row, { ...options, titleDropout: 1 }, Rng.of(1)).candidates;
  expect(right!.textStart).toBe(right!.passageStart);
  const [span] = right!.spans;
  expect([...right!.ids.subarray(span!.start, span!.end + 1)]).toEqual(ids('Ludwig van Beethoven'));
});

test('of a long passage the window with the answer, wherever it is', () => {
  const padding = Array.from({ length: 200 }, (_, i) => `word${i % 7}`).join(' ');
  for (const [before, after] of [
    [padding, ''],
    ['', padding],
    [padding, padding],
  ]) {
    const long = `${before} ${text} ${after}`;
    const at = long.indexOf('Ludwig');
    const positives = [{ text: long, spans: [{ start: at, end: at + 'Ludwig van Beethoven'.length }] }];
    const [right] = sampleExample(tokenizer, { ...row, positives }, options, Rng.of(2)).candidates;
    expect(right!.ids.length).toBeLessThanOrEqual(options.maxTokens);
    const [span] = right!.spans;
    expect([...right!.ids.subarray(span!.start, span!.end + 1)]).toEqual(ids('Ludwig van Beethoven'));
  }
});

test('other negatives another time, the same with the same seed', () => {
  const draws = [1, 1, 2, 3, 4].map((seed) => String(sampleExample(tokenizer, row, options, Rng.of(seed)).candidates.map((c) => c.ids)));
  expect(draws[0]).toBe(draws[1]);
  expect(new Set(draws).size).toBeGreaterThan(2);
});

test('yes and no are the answer of the row', () => {
  const answered = (answer: 'yes' | 'no') => ({ ...row, positives: [{ text, answer }] });
  expect(sampleExample(tokenizer, answered('yes'), options, Rng.of(1)).yes).toBe(true);
  expect(sampleExample(tokenizer, answered('no'), options, Rng.of(1)).yes).toBe(false);
});
