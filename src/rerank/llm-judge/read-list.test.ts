import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readList } from './read-list.ts';

describe('readList', () => {
  it.each([
    ['{"answer": "Beethoven", "passages": [3, 1]}', [2, 0]],
    ['Sure! ```json\n{"answer": "in 1805", "passages": ["[2]", "4"]}\n```', [1, 3]],
    ['{"answer": "unknown", "passages": []}', []],
    ['Beethoven wrote it in 1805.\n[2] > [1] > [4]', [1, 0, 3]],
    ['Answer: 3\nHelpful passages: 1, 4.', [0, 3]],
    ['Answer: nobody\nHelpful: none', []],
    ['[2], [2], [2], [1]', [1, 0]],
  ])('reads %j', (text, list) => expect(readList(text, 4)).toEqual(list));

  it.each([
    '',
    'none of this makes sense',
    '{"answer": "Beethoven"}',
    '{"answer": "Beethoven", "passages": [1, 2',
    '{"answer": "Beethoven", "passages": [1.5]}',
    '{"answer": "Beethoven", "passages": ["first"]}',
    // An answer is no list.
    '3',
    'Answer: 3',
    'I chose passage 3 as the best of 4.',
  ])('refuses %j', (text) => expect(readList(text, 4)).toBeNull());

  it.each(['{"passages": [0, 1]}', '{"passages": [1, 5]}', '[0] > [3]', 'Helpful: 4, 0'])(
    'takes %j, numbered otherwise than the prompt, for unreadable instead of shifting or dropping numbers',
    (text) => expect(readList(text, 4)).toBeNull(),
  );

  it('is the inverse of numbering from 1', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 1 }), (list) => {
        const numbers = list.map((index) => index + 1);
        expect(readList(JSON.stringify({ answer: '7', passages: numbers }), 10)).toEqual(list);
        expect(readList(`It is 7.\n${numbers.map((number) => `[${number}]`).join(' > ')}`, 10)).toEqual(list);
      }),
    );
  });
});
