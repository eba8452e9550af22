import { expect, it } from 'vitest';
import { answerLength } from './answer-length.ts';

it('counts tokens as F1 does, without articles and punctuation', () => {
  const rows = [
    { prediction: 'the Analytical Engine', answers: ['Engine', 'The engine of Babbage'] },
    { prediction: '', answers: ['in 1837'] },
    { prediction: 'a word too much', answers: [] },
  ];
  // Right: (1 + 3) / 2 and 2. Predicted: the first row's two tokens; the second row abstained.
  expect(answerLength(rows)).toEqual({ predicted: 2, right: 2 });
  expect(answerLength([{ prediction: null, answers: [] }])).toEqual({ predicted: null, right: null });
});
