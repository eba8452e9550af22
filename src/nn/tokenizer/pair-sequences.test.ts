import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseModel } from '../encoders/base-model.ts';
import { pairDefaults, pairSequences } from './pair-sequences.ts';
import { Tokenizer } from './tokenizer.ts';

const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);

interface Fixture {
  maxTokens: number;
  overlap: number;
  pairs: { question: string; passage: string; windows: number; first: { ids: number[]; types: number[] } }[];
}
const { maxTokens, overlap, pairs } = JSON.parse(
  readFileSync(new URL('../../../test/oracles/tokenizer/fixtures/offsets.json', import.meta.url), 'utf8'),
) as Fixture;

test.each(pairs)('the first window is what transformers makes of "$question"', ({ question, passage, windows, first }) => {
  const room = maxTokens - tokenizer.encode(question).length - 3;
  const sequences = pairSequences(tokenizer, question, passage, { maxTokens, maxQuestionTokens: 64, stride: room - overlap });
  expect([...sequences[0]!.ids]).toEqual(first.ids);
  expect(sequences[0]!.passageStart).toBe(first.types.indexOf(1));
  expect(sequences).toHaveLength(windows);
});

test('windows cover the passage, each at its place', () => {
  const words = fc.array(fc.constantFrom('river', 'Fidelio', 'unbelievably', '1805', ',', 'é'), { maxLength: 120 });
  fc.assert(
    fc.property(words, words, fc.integer({ min: 24, max: 64 }), fc.integer({ min: 1, max: 80 }), (question, passage, size, stride) => {
      const text = passage.join(' ');
      const ids = tokenizer.encode(text);
      const options = { maxTokens: size, maxQuestionTokens: 20, stride };
      const sequences = pairSequences(tokenizer, question.join(' '), text, options);
      const seen = new Set<number>();
      for (const { ids: sequence, passageStart, tokenStart } of sequences) {
        expect(sequence.length).toBeLessThanOrEqual(size);
        expect([sequence[0], sequence[passageStart - 1], sequence.at(-1)]).toEqual([
          tokenizer.classId,
          tokenizer.separatorId,
          tokenizer.separatorId,
        ]);
        const window = sequence.subarray(passageStart, -1);
        expect([...window]).toEqual([...ids.subarray(tokenStart, tokenStart + window.length)]);
        for (let i = 0; i < window.length; i++) seen.add(tokenStart + i);
      }
      expect(seen.size).toBe(ids.length);
    }),
  );
});

test('a long question is cut, an empty passage is one sequence', () => {
  const [sequence, ...more] = pairSequences(tokenizer, 'why '.repeat(500), '', pairDefaults);
  expect(more).toEqual([]);
  expect(sequence!.ids).toHaveLength(67);
  expect(sequence).toMatchObject({ passageStart: 66, tokenStart: 0 });
});

test('in short sequences a long question leaves half of the room to the passage', () => {
  const [sequence] = pairSequences(tokenizer, 'why '.repeat(20), 'because '.repeat(20), { ...pairDefaults, maxTokens: 16 });
  expect(sequence!.passageStart).toBe(8);
  expect(sequence!.ids).toHaveLength(16);
});
