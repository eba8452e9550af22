import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Passage } from '../../passage.ts';
import { compareSentences } from './compare-sentences.ts';
import { scanConflicts } from './scan.ts';
import { verifyContradictions } from './verify.ts';

const same = { sameSubject: true };

describe('compareSentences', () => {
  test.each<[a: string, b: string, type: string, values: [string, string]]>([
    ['Fidelio was first given in 1805.', 'Fidelio was first given in 1814.', 'date', ['1805', '1814']],
    ['The tower is 324 metres high.', 'The tower is 300 metres high.', 'number', ['324', '300']],
    ['The act was signed on 3 May 2016 in Bonn.', 'The act was signed on 7 June 2016 in Bonn.', 'date', ['3 May', '7 June']],
    [
      'The bridge was designed by Clara Winter in Halden.',
      'The bridge was designed by Victor Crane in Halden.',
      'name',
      ['Clara Winter', 'Victor Crane'],
    ],
    ['He was a French journalist and poet.', 'He was a French judge and poet.', 'wording', ['journalist', 'judge']],
    ['The medicine may be given to children.', 'The medicine may not be given to children.', 'negation', ['', 'not']],
    // Slips of the pen beside the value do not hide it.
    [
      'The parish was founded in 1856, the church followed.',
      'The parish was founded in 1900, the chuch followed.',
      'date',
      ['1856', '1900'],
    ],
  ])('%s / %s', (a, b, type, values) => {
    expect(compareSentences(a, b, same)).toMatchObject({ type, values });
    expect(compareSentences(b, a, same)).toMatchObject({ type, values: values.toReversed() });
  });

  test.each([
    ['says more', 'The tower is 324 metres high.', 'The tower in Paris is 324 metres high.'],
    ['another grain of a date', 'The act was signed in May 2016.', 'The act was signed in 2016.'],
    ['a surname', 'Fidelio was written by Ludwig van Beethoven in Vienna.', 'Fidelio was written by Beethoven in Vienna.'],
    ['another spelling', 'The theatre stands on the colour line.', 'The theater stands on the color line.'],
    ['an inflection', 'The council elects its chairman.', 'The council elected its chairman.'],
    ['two values: another season', 'In 2010 Messi scored 40 goals for Barcelona.', 'In 2011 Messi scored 50 goals for Barcelona.'],
    ['a number for a name', 'The bridge was opened by Clara Winter.', 'The bridge was opened by 1902.'],
    ['little in common', 'The tower is high.', 'The river was long and cold in winter.'],
    ['an open question', 'It shows whether the lamp is lit.', 'It shows whether or not the lamp is lit.'],
    ['the same words', 'The tower is 324 metres high.', 'the tower is 324 metres high'],
  ])('no contradiction: %s', (_, a, b) => expect(compareSentences(a, b, same)).toBeUndefined());

  test('two versions of one sentence may differ in more than a value', () => {
    const pair = ['The population was 1,294 in 2010, down from 1,418.', 'The population was 5,000 in 2010, down from 5,200.'] as const;
    expect(compareSentences(...pair, same)).toBeUndefined();
    expect(compareSentences(...pair, { ...same, samePlace: true })).toMatchObject({ type: 'number', values: ['1,294', '5,000'] });
    const reworded = ['The fee of the club is high in every year.', 'The price of the club is steep in every year.'] as const;
    expect(compareSentences(...reworded, { ...same, samePlace: true })).toBeUndefined();
  });

  test('without a common subject another subject is none', () => {
    const pair = ['Ann was born in London in 1950.', 'Eve was born in London in 1950.'] as const;
    expect(compareSentences(...pair, { sameSubject: false })).toBeUndefined();
    expect(compareSentences('He was born in 1950.', 'He was born in 1951.', { sameSubject: false })).toBeUndefined();
    expect(
      compareSentences('The Halden bridge opened in 1902.', 'The Halden bridge opened in 1904.', { sameSubject: false }),
    ).toMatchObject({
      type: 'date',
    });
  });

  test('is symmetric, and silent about equal sentences', () => {
    const sentence = fc
      .array(fc.constantFrom('The', 'Halden', 'bridge', 'opened', 'in', '1902', '1904', 'not', 'Clara', 'Victor', 'judge', 'poet'), {
        minLength: 1,
        maxLength: 10,
      })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(sentence, sentence, fc.boolean(), (a, b, sameSubject) => {
        const [there, back] = [compareSentences(a, b, { sameSubject }), compareSentences(b, a, { sameSubject })];
        expect(compareSentences(a, a, { sameSubject })).toBeUndefined();
        if (there && back) expect(there.similarity).toBeCloseTo(back.similarity, 12);
      }),
    );
  });
});

const passage = (id: string, text: string, title?: string, metadata: Passage['metadata'] = {}): Passage => ({
  id,
  text,
  ...(title !== undefined && { title }),
  document: { id: `doc-${id}` },
  metadata,
});

describe('scanConflicts', () => {
  const collection = [
    passage('a', 'The Halden bridge was opened in 1902. It has four spans of stone.', 'Halden bridge', {
      source: 'atlas',
      publishedAt: '2001',
    }),
    passage('b', 'It is said that much was built. The Halden bridge was opened in 1904.', 'Bridges'),
    passage('c', 'The Halden bridge was opened in 1902! Trains used it.', 'Trains'),
    passage('d', 'The Olden bridge was opened in spring. Nothing else is known of the place.', 'Olden bridge'),
  ];

  test('finds them with every place, source and date', async () => {
    const found = await scanConflicts(collection);
    expect(found).toEqual([
      {
        type: 'date',
        similarity: 6 / 7,
        sides: [
          {
            value: '1902',
            sentence: 'The Halden bridge was opened in 1902.',
            places: [
              { passageId: 'a', documentId: 'doc-a', title: 'Halden bridge', source: 'atlas', date: '2001', start: 0, end: 37 },
              { passageId: 'c', documentId: 'doc-c', title: 'Trains', start: 0, end: 37 },
            ],
          },
          {
            value: '1904',
            sentence: 'The Halden bridge was opened in 1904.',
            places: [{ passageId: 'b', documentId: 'doc-b', title: 'Bridges', start: 32, end: 69 }],
          },
        ],
      },
    ]);
    for (const { sides } of found) {
      for (const { places } of sides) {
        for (const { passageId, start, end } of places) {
          expect(collection.find(({ id }) => id === passageId)!.text.slice(start, end)).toMatch(
            /^The Halden bridge was opened in \d+[.!]$/,
          );
        }
      }
    }
  });

  test('near copies are compared sentence by sentence, however short', async () => {
    const rest = 'The committee met in the old hall and heard every one of the many speakers who had come from near and far that day.';
    const found = await scanConflicts([passage('x', `${rest} She was born in Cairo.`), passage('y', `${rest} She was born in Lima.`)]);
    expect(found.map(({ sides }) => sides.map(({ value }) => value))).toEqual([['Cairo', 'Lima']]);
  });

  test('near copies may differ in several values where a sentence has the same neighbour in both, as versions of one text', async () => {
    const opening =
      'The club meets in the old hall by the river, which it has owned since it was founded by teachers of the town long ago.';
    const closing = 'Members of every age are welcome to bring a friend, and nobody has ever been asked to leave before the end of it.';
    const fee = (one: number, other: number) => `The fee is ${one} pounds a year, or ${other} pounds for children.`;
    const values = async (...texts: string[]) => {
      const found = await scanConflicts(texts.map((text, i) => passage(String(i), text, 'Club')));
      return found.map(({ sides }) => sides.map(({ value }) => value));
    };
    expect(await values(`${opening} ${fee(50, 20)} ${closing}`, `${opening} ${fee(70, 30)} ${closing}`)).toEqual([['50', '70']]);
    // Before and after what both have: two items of one list.
    expect(await values(`${fee(50, 20)} ${opening} ${closing}`, `${opening} ${closing} ${fee(70, 30)}`)).toEqual([]);
  });

  test('pages made from one template are about two things', async () => {
    const page = (name: string, year: number) =>
      passage(
        name,
        `${name} is a light rail station on the Green Line in Halden. It was opened in ${year} with the rest of the line.`,
        name,
      );
    expect(await scanConflicts([page('Main Street', 1902), page('Hill Street', 1904)])).toEqual([]);
    expect(await scanConflicts([page('Main Street', 1902), page('Main Street', 1904)])).toHaveLength(1);
  });

  test('a passage does not contradict itself, an empty collection nothing', async () => {
    expect(await scanConflicts([passage('a', 'The Halden bridge opened in 1902. The Halden bridge opened in 1904.')])).toEqual([]);
    expect(await scanConflicts([])).toEqual([]);
  });

  test('refuses a bad option and stops when told to', async () => {
    await expect(scanConflicts(collection, { similarity: 2 })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(scanConflicts(collection, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a detector has the last word, in both directions', async () => {
    const found = await scanConflicts([...collection, passage('e', 'The Halden bridge was opened in 1908.', 'Halden bridge')]);
    const judge = async (premise: string, hypothesis: string) => ({
      entailment: 0,
      contradiction: premise.includes('1908') ? 0.9 : hypothesis.includes('1908') ? 0.7 : 0.1,
    });
    const verified = await verifyContradictions(found, judge, 0.5);
    expect(found).toHaveLength(3);
    expect(verified.map(({ probability }) => probability)).toEqual([0.8, 0.8].map((value) => expect.closeTo(value, 12)));
  });
});
