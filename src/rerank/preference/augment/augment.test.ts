import { describe, expect, test } from 'vitest';
import { numberedPassages, scriptedReader } from '../../../../test/scripted-reader.ts';
import type { EntailmentJudge } from '../../../conflict/rules/conditions/entailment.ts';
import { type Script, scriptedModel } from '../../llm-judge/scripted-model.case.ts';
import { augment } from './augment.ts';
import { AugmentRow, VariantOrigin } from './augment-row.ts';
import { goldPassages } from './gold-passages.ts';
import type { AugmentOptions } from './options.ts';
import { type VariantKind, variantKinds, variants } from './variants.ts';

const question = 'who wrote the opera Leonore';
const positives = [{ title: 'Leonore', text: 'Leonore was written by Beethoven in 1805.' }];
const row = AugmentRow.parse({ id: 'q', question, answers: ['Beethoven'], positives, source: 'mine' });

/** Replies to each kind of rewrite. */
const says =
  (replies: Partial<Record<VariantKind, string>>): Script =>
  ({ messages }) =>
    Object.entries(replies).find(([kind]) => messages[0]!.content.startsWith(variants[kind as VariantKind].instruction))?.[1] ?? '';
const json = (...questions: string[]) => JSON.stringify({ questions });

/** Entailment and contradiction of (premise, hypothesis); otherwise the same. */
const judges =
  (table: Record<string, [number, number]> = {}): EntailmentJudge =>
  async (premise, hypothesis) => {
    const [entailment, contradiction] = table[`${premise} → ${hypothesis}`] ?? [0.9, 0.05];
    return { entailment, contradiction };
  };

interface Scene {
  replies: Partial<Record<VariantKind, string>>;
  nli?: EntailmentJudge;
  /** The reader's answer to other wordings. */
  answers?: Record<string, string>;
  given?: AugmentRow;
  options?: AugmentOptions;
}

async function augmented({ replies, nli = judges(), answers = {}, given = row, options }: Scene) {
  const model = scriptedModel(says(replies));
  const reader = scriptedReader({ answer: (asked) => answers[asked] ?? 'Beethoven' });
  const kinds = { variants: Object.keys(replies) as VariantKind[], ...options };
  const results = [];
  for await (const result of augment([given], { model, nli, reader, gold: goldPassages() }, kinds)) results.push(result);
  const [{ variants: kept, dropped, usage }] = results as [(typeof results)[0]];
  return { kept, dropped, usage, model, reader };
}

test('a variant has the labels and all else of its question, and tells where it comes from', async () => {
  const { kept, usage } = await augmented({ replies: { rephrase: json('Who composed Leonore?') } });
  const { origin, ...labels } = kept[0]!;
  expect(labels).toEqual({ ...row, id: 'q/rephrase', question: 'Who composed Leonore?' });
  expect(VariantOrigin.parse(origin)).toEqual({
    id: 'q',
    question,
    kind: 'rephrase',
    labels: 'same-meaning',
    model: 'scripted',
    promptHash: expect.stringMatching(/^[0-9a-f]{8}$/),
    nli: { entailment: 0.9, contradiction: 0.05 },
    roundTrip: { question: 'Beethoven', variant: 'Beethoven' },
  });
  expect(usage).toMatchObject({ requests: 1, tokens: { prompt: 10, completion: 1 } });
});

test('parts of a decomposition are variants of their own', async () => {
  const { kept, dropped } = await augmented({
    replies: { decomposition: json('What is Leonore?', 'Who composed Leonore?') },
    answers: { 'What is Leonore?': 'an opera' },
  });
  expect(kept.map(({ id, origin }) => [id, origin.labels])).toEqual([['q/decomposition-2', 'same-answer']]);
  expect(dropped).toMatchObject([
    { variant: 'What is Leonore?', reason: 'other-answer', roundTrip: { question: 'Beethoven', variant: 'an opera' } },
  ]);
});

describe('labels are inherited only where they hold', () => {
  const keeping = variantKinds.filter((kind) => variants[kind].keepsTruthConditions);
  const changing = variantKinds.filter((kind) => !variants[kind].keepsTruthConditions);
  const variant = 'Who composed Leonore?';

  test('rephrasing and complexity keep truth conditions, the others do not', () => {
    expect(keeping).toEqual(['rephrase', 'complexity']);
  });

  test.each(keeping)('%s: by entailment alone where no gold passage is known', async (kind) => {
    const given = AugmentRow.parse({ question, answers: ['Beethoven'] });
    const { kept, reader } = await augmented({ replies: { [kind]: json(variant) }, given });
    expect(kept).toMatchObject([{ question: variant, origin: { labels: 'same-meaning' } }]);
    expect(reader.answered).toEqual([]);
  });

  test.each(keeping)('%s: not where one does not follow from the other', async (kind) => {
    const nli = judges({ [`${variant} → ${question}`]: [0.1, 0.1] });
    const { kept, dropped } = await augmented({ replies: { [kind]: json(variant) }, nli });
    expect(kept).toEqual([]);
    expect(dropped).toMatchObject([{ reason: 'not-entailed', nli: { entailment: 0.1, contradiction: 0.1 } }]);
  });

  test.each(keeping)('%s: silence on both sides is the same answer', async (kind) => {
    const answers = { [question]: '', [variant]: '' };
    expect((await augmented({ replies: { [kind]: json(variant) }, answers })).kept).toHaveLength(1);
  });

  test.each(changing)('%s: not asked for without a gold passage', async (kind) => {
    const given = AugmentRow.parse({ id: 'q', question, answers: ['Beethoven'] });
    const { kept, dropped, model } = await augmented({ replies: { [kind]: json(variant) }, given });
    expect({ kept, dropped, asked: model.requests.length }).toEqual({
      kept: [],
      dropped: [{ id: 'q', question, kind, reason: 'no-gold-passage' }],
      asked: 0,
    });
  });

  test.each(changing)('%s: by the same right answer, whatever the entailment', async (kind) => {
    const nli = judges({ [`${question} → ${variant}`]: [0, 0.1] });
    const { kept } = await augmented({ replies: { [kind]: json(variant) }, nli });
    expect(kept).toMatchObject([{ origin: { labels: 'same-answer' } }]);
  });

  test.each(changing)('%s: neither by silence nor by the same wrong answer', async (kind) => {
    for (const answer of ['', 'Mozart']) {
      const { kept, dropped } = await augmented({
        replies: { [kind]: json(variant) },
        answers: { [question]: answer, [variant]: answer },
      });
      expect([kept, dropped[0]!.reason]).toEqual([[], 'other-answer']);
    }
  });
});

describe('filters', () => {
  test.each<[string, Partial<Scene>, string]>([
    ['contradicts there', { nli: judges({ [`${question} → Who?`]: [0.2, 0.6] }) }, 'contradiction'],
    ['contradicts back', { nli: judges({ [`Who? → ${question}`]: [0.2, 0.6] }) }, 'contradiction'],
    ['is answered otherwise', { answers: { 'Who?': 'Mozart' } }, 'other-answer'],
    ['by a stricter limit', { options: { entailment: 0.95 } }, 'not-entailed'],
    ['by a stricter limit', { options: { contradiction: 0.05 } }, 'contradiction'],
    ['is the question', { replies: { rephrase: json('Who wrote the opera "Leonore"?') } }, 'unchanged'],
    ['tells the answer', { replies: { rephrase: json('Which opera did Beethoven write?') } }, 'gives-away'],
    ['is no question', { replies: { rephrase: 'I wrote it.' } }, 'unreadable'],
    ['is empty', { replies: { rephrase: '' } }, 'unreadable'],
  ])('leave out what %s', async (_, scene, reason) => {
    const { kept, dropped } = await augmented({ replies: { rephrase: json('Who?') }, ...scene });
    expect([kept, dropped.map((each) => each.reason)]).toEqual([[], [reason]]);
  });

  test('one bad variant leaves the others', async () => {
    const nli = judges({ 'Who sang Leonore? → who wrote the opera Leonore': [0.1, 0.9] });
    const replies = {
      rephrase: json('Who sang Leonore?'),
      complexity: json('Whose work is Leonore?'),
      constraint: json('Whose work is Leonore?'),
    };
    const { kept, dropped } = await augmented({ replies, nli });
    expect(kept.map(({ origin }) => origin.kind)).toEqual(['complexity']);
    expect(dropped.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['rephrase', 'contradiction'],
      ['constraint', 'duplicate'],
    ]);
  });

  test('the detector is not asked of queries', async () => {
    const nli: EntailmentJudge = () => Promise.reject(new Error('asked'));
    const replies = { sparql: 'Sure:\n```\nSELECT ?x WHERE { ?x wdt:P86 ?y }\n```' };
    expect((await augmented({ replies, nli })).kept).toMatchObject([{ question: 'SELECT ?x WHERE { ?x wdt:P86 ?y }' }]);
  });

  test('a reply that is cut is not used', async () => {
    const model = scriptedModel(() => json('Who composed Leonore?'));
    const cut = { ...model, generate: async (request: never) => ({ ...(await model.generate(request)), finish: 'length' as const }) };
    const parts = { model: cut, nli: judges(), reader: scriptedReader({ answer: () => 'x' }), gold: goldPassages() };
    for await (const { dropped } of augment([row], parts, { variants: 'rephrase' }))
      expect(dropped).toMatchObject([{ reason: 'unreadable' }]);
  });
});

describe('gold passages', () => {
  const store = {
    ...numberedPassages(3),
    get: async (ids: string[]) =>
      (await numberedPassages(3).retrieve('p', { k: 3 })).map(({ passage }) => passage).filter(({ id }) => ids.includes(id)),
  };
  const gold = async (given: object, from?: typeof store) =>
    (await goldPassages(from)(AugmentRow.parse({ id: 'r', question: 'q', ...given }))).map(({ passage }) => [passage.id, passage.text]);

  test.each<[string, object, string[][]]>([
    [
      'positives with their text',
      { positives: [{ id: 'x', text: 'X' }, { text: 'Y' }] },
      [
        ['x', 'X'],
        ['r#2', 'Y'],
      ],
    ],
    ['positives by id', { positives: [{ id: 'p/2' }] }, [['p/2', 'Text of p/2.']]],
    ['the first found that holds an answer', { answers: ['q/2', 'q/3'] }, [['q/2', 'Text of q/2.']]],
    ['none where none does', { answers: ['Beethoven'] }, []],
  ])('%s', async (_, given, expected) => {
    expect(await gold(given, store)).toEqual(expected);
  });

  test('none without a store', async () => {
    expect(await gold({ answers: ['q/2'] })).toEqual([]);
  });
});

test.each([{ variants: 'rephrase,haiku' }, { entailment: 2 }, { contradiction: -1 }])('options %j are refused', async (options) => {
  await expect(augmented({ replies: {}, options })).rejects.toMatchObject({ code: 'invalid-config' });
});

test.each([{ question: ' ', answers: ['x'] }, { question: 'q' }, { question: 'q', answers: [' '] }])('row %j is refused', (given) => {
  expect(AugmentRow.safeParse(given).success).toBe(false);
});

test('the default leaves SPARQL out', async () => {
  const model = scriptedModel(() => '');
  const parts = { model, nli: judges(), reader: scriptedReader({ answer: () => 'x' }), gold: goldPassages() };
  for await (const { dropped } of augment([row], parts)) {
    expect(dropped.map(({ kind }) => kind)).toEqual(['rephrase', 'complexity', 'decomposition', 'constraint']);
  }
});
