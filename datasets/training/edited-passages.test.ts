import { describe, expect, test } from 'vitest';
import { editedPassage } from './edited-passages.ts';

const question = (text: string, answer: string, passage: string, title = 'Normandy') => {
  const at = passage.indexOf(answer);
  const positive = { id: 'p', title, text: passage, spans: [{ start: at, end: at + answer.length }] };
  return { id: text, question: text, answers: [answer], article: title, positive };
};

describe('editedPassage', () => {
  test('replaces what question and passage share, wherever it stands, by another of its kind, and keeps the answer', () => {
    const asked = question('When did William land in Sussex?', '1066', 'In 1066, William landed in Sussex. Later William left for Dover.');
    const edited = editedPassage(asked, ['The army of Harold came from Yorkshire.'])!;
    expect(edited.text).toContain('1066');
    expect(edited.text).not.toBe(asked.positive.text);
    expect(/William/.test(edited.text) && /Sussex/.test(edited.text)).toBe(false);
    expect(edited).toMatchObject({ title: 'Normandy', source: 'edited' });
    expect(editedPassage(asked, ['The army of Harold came from Yorkshire.'])).toEqual(edited);
  });

  test('a number goes for one of as many digits', () => {
    const asked = question('Who ruled in 1066?', 'the last king', 'It was in 1066 that the last king ruled, 12 months.');
    expect(editedPassage(asked, ['It fell in 1204, after 30 days.'])!.text).toBe('It was in 1204 that the last king ruled, 12 months.');
  });

  test.each([
    ['nothing is shared', question('Who came first?', 'Rollo', 'Of these, Rollo came first.'), ['It was Harold.']],
    [
      'only the title is shared',
      question('Who ruled Normandy?', 'Rollo', 'It is said that Normandy was ruled by Rollo.'),
      ['In Wessex it rained.'],
    ],
    ['only the answer is shared', question('Was it Rollo?', 'Rollo', 'Of these, Rollo came first.'), ['It was Harold.']],
    ['there is nothing to put in its place', question('Who met Harold?', 'a monk', 'It was Harold whom a monk met.'), []],
  ])('none where %s', (_, asked, others) => {
    expect(editedPassage(asked, others)).toBeUndefined();
  });
});
