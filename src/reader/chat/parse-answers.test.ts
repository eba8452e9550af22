import { describe, expect, test } from 'vitest';
import { isRefusal, saysNoAnswer } from './no-answer.ts';
import { parseAnswers, parseProse } from './parse-answers.ts';

const stated = (answer: string, passages: number[] = [], quote = '') => ({ answer, passages, quote });

describe('parseAnswers', () => {
  test.each<[string, ReturnType<typeof stated>[] | null]>([
    ['{"answers": [{"answer": "Beethoven", "passage": 2, "quote": "by Beethoven"}]}', [stated('Beethoven', [2], 'by Beethoven')]],
    ['{"answers": []}', []],
    ['{"answer": "Beethoven"}', [stated('Beethoven')]],
    ['{"answer": "", "passage": 1}', []],
    ['{"answers": [{"answer": "I do not know", "passage": 1}]}', []],
    ['{"answers": [{"answer": "Beethoven", "passage": "[1] and passage 3"}]}', [stated('Beethoven', [1, 3])]],
    ['{"answers": [{"answer": "Beethoven", "passages": [1, "2"]}]}', [stated('Beethoven', [1, 2])]],
    ['["1805", "1806"]', [stated('1805'), stated('1806')]],
    ['{"answers": "1805"}', null],
    ['{"answers": [{"answer": 1805, "passage": 1}, {"answer": 1805, "passage": 1}]}', [stated('1805', [1])]],
    ['{"answers": [{"answer": "the sea the sea the sea the sea the sea the s', [stated('the sea')]],
    ['{"answers": [{"answer": "\\"Fidelio\\".", "passage": 1}]}', [stated('Fidelio', [1])]],
    ['{"title": "Fidelio"}', null],
    ['The answer is Beethoven.', null],
  ])('%s', (reply, expected) => {
    expect(parseAnswers(reply)).toEqual(expected);
  });
});

describe('parseProse', () => {
  test.each([
    ['The answer is Beethoven [2].', [stated('Beethoven', [2])]],
    ['Answer: 1805\n\nThis is because', [stated('1805')]],
    ['Washington, D.C.', [stated('Washington, D.C.')]],
    ['Unknown.', []],
    ['', []],
  ])('%j', (reply, expected) => {
    expect(parseProse(reply)).toEqual(expected);
  });
});

test('what says that there is no answer, and what only begins so', () => {
  for (const text of [
    'No answer.',
    'unknown',
    'N/A',
    "I don't know",
    'I do not know the answer to that.',
    'The passages do not contain the answer.',
    'The answer is not given in the passage.',
    'There is no information about this.',
    'Not mentioned',
    '"None"',
  ]) {
    expect(saysNoAnswer(text), text).toBe(true);
  }
  for (const text of [
    'Nobel',
    'No',
    'Not Without My Daughter',
    'No Country for Old Men',
    'None of the Above Party',
    'The Unknown Soldier',
    '0',
  ]) {
    expect(saysNoAnswer(text), text).toBe(false);
  }
  for (const text of ["I'm sorry, but I can't help with that.", 'I cannot assist with this request', 'As an AI language model, I']) {
    expect(isRefusal(text), text).toBe(true);
  }
  for (const text of ['Sorry Wrong Number', 'I Can Do It With a Broken Heart', 'I am Legend']) {
    expect(isRefusal(text), text).toBe(text.startsWith('Sorry'));
  }
});
