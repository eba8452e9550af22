import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsAnswer } from '../../src/text/holds-answer.ts';
import { answerType, counterfactual } from './counterfactual.ts';

describe('counterfactual', () => {
  it('replaces every occurrence, in the title too, and no part of a word', () => {
    const passage = { id: 'x', title: 'Paris', text: 'Paris is the capital of France. Parisians love Paris.' };
    expect(counterfactual(passage, ['Paris'], 'Lyon')).toEqual({
      id: 'x',
      title: 'Lyon',
      text: 'Lyon is the capital of France. Parisians love Lyon.',
    });
  });

  it('replaces longer answers before shorter ones that they contain', () => {
    expect(counterfactual({ text: 'Won by Lionel Messi; Messi scored.' }, ['Messi', 'Lionel Messi'], 'Pelé')?.text).toBe(
      'Won by Pelé; Pelé scored.',
    );
  });

  it('gives nothing where the answer is not there, or would be there still', () => {
    expect(counterfactual({ text: 'No answer here.' }, ['Paris'], 'Lyon')).toBeNull();
    // Another case is held all the same.
    expect(counterfactual({ text: 'Paris, or PARIS.' }, ['Paris'], 'Lyon')).toBeNull();
    expect(counterfactual({ text: 'In May 1945.' }, ['1945'], 'the year 1945')).toBeNull();
  });

  it('never leaves an answer', () => {
    const word = fc.constantFrom('red', 'fox', 'Red', 'fox.', 'ran', '1945');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(word, { minLength: 1, maxLength: 2 }), word, (text, answer, replacement) => {
        const answers = [answer.join(' ')];
        const changed = counterfactual({ text: text.join(' ') }, answers, replacement);
        if (changed) expect(holdsAnswer(answers, changed.text)).toBe(false);
      }),
    );
  });
});

describe('answerType', () => {
  it.each([
    ['when did the war end', '8 May 1945', 'when, date'],
    ['how many players are in a team', '11', 'how many, quantity'],
    ['who wrote fidelio', 'Ludwig van Beethoven', 'who, name'],
    ['where is the liver', 'under the ribs', 'where, phrase'],
    ['the liver is located', 'Right', 'other, name'],
  ])('%s: %s', (question, answer, type) => expect(answerType(question, answer)).toBe(type));
});
