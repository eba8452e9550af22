import { describe, expect, test } from 'vitest';
import type { PipelineEvent } from './answer.ts';
import type { ScoredPassage } from './passage.ts';
import { createPipeline } from './pipeline.ts';
import type { Claim, LongAnswer, Reader, ReadRequest } from './reader/reader.ts';

const passages: ScoredPassage[] = [
  ['old', 'The notice period is two months.', '2020-01-01'],
  ['new', 'The notice period is three months. It begins at the end of a month.', '2024-01-01'],
  ['other', 'Notice is given in writing.', '2019-01-01'],
].map(([id, text, publishedAt]) => ({
  passage: { id: id!, text: text!, title: id!, document: { id: id! }, metadata: { publishedAt: publishedAt! } },
  scores: {},
  ranks: {},
}));

const claimOf = ({ passage: { id, text, metadata } }: ScoredPassage): Claim[] => {
  const answer = /(two|three) months/.exec(text)?.[0];
  const start = answer === undefined ? 0 : text.indexOf(answer);
  return answer === undefined
    ? []
    : [
        {
          answer,
          level: 'context',
          evidence: [{ passageId: id, start, end: start + answer.length }],
          confidence: 0.9,
          date: metadata.publishedAt as string,
        },
      ];
};

/** Writes the texts of its passages, one sentence each, and a last one that nothing supports. */
function writer(claims: (scored: ScoredPassage) => Claim[] = claimOf): Reader & { asked: ReadRequest[] } {
  const asked: ReadRequest[] = [];
  return {
    id: 'writer',
    asked,
    read: async (request) => request.passages.flatMap(claims),
    async *compose(request): AsyncGenerator<string, LongAnswer> {
      asked.push(request);
      request.onUsage?.({ requests: 1, cached: 0, tokens: { prompt: 7, completion: 3 }, fallbacks: [] });
      let text = '';
      const sentences: LongAnswer['sentences'] = [];
      for (const { passage } of request.passages) {
        const piece = `${text === '' ? '' : ' '}${passage.text}`;
        yield piece;
        const start = text.length + piece.length - passage.text.length;
        text += piece;
        const evidence = [{ passageId: passage.id, start: 0, end: passage.text.length }];
        sentences.push({ start, end: text.length, evidence: [...evidence, ...evidence] });
      }
      yield ' So be it.';
      return { text: `${text} So be it.`, sentences: [...sentences, { start: text.length + 1, end: text.length + 10, evidence: [] }] };
    },
  };
}

const ask = (reader: Reader, options = {}, found = passages) =>
  createPipeline({ store: { retrieve: async () => found }, reader, policy: 'newest' }).answer('How long is the notice period?', {
    form: 'long',
    ...options,
  });

describe('a long answer', () => {
  test('rests on the passages that stand, with the citations of each sentence', async () => {
    const reader = writer();
    const answer = await ask(reader);
    expect(reader.asked[0]!.passages.map(({ passage: { id } }) => id)).toEqual(['new', 'other']);
    expect(answer.text).toBe(`${passages[1]!.passage.text} Notice is given in writing. So be it.`);
    expect(answer.sentences!.map(({ start, end, citations }) => [answer.text.slice(start, end), citations])).toEqual([
      [passages[1]!.passage.text, [1]],
      ['Notice is given in writing.', [2]],
      ['So be it.', []],
    ]);
    expect(answer.citations.map(({ number, passageId, quote }) => [number, passageId, quote])).toEqual([
      [1, 'new', passages[1]!.passage.text],
      [2, 'other', 'Notice is given in writing.'],
    ]);
    expect(answer).toMatchObject({ abstained: false, trace: { model: { requests: 1, tokens: { prompt: 7 } } } });
    expect(answer.trace.timings.composing).toBeGreaterThanOrEqual(0);
  });

  test('comes in deltas', async () => {
    const events: PipelineEvent[] = [];
    const pipeline = createPipeline({ store: { retrieve: async () => passages }, reader: writer(), form: 'long' });
    for await (const event of pipeline.stream('How long is the notice period?', { policy: 'newest' })) events.push(event);
    const deltas = events.flatMap((event) => (event.type === 'answer-delta' ? [event.text] : []));
    expect(deltas).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: 'answer-end', answer: { text: deltas.join('') } });
  });

  test('what was not valid at the time asked about is left out', async () => {
    const reader = writer();
    const dated = passages.map(({ passage, ...rest }) => ({
      ...rest,
      passage: { ...passage, metadata: { validFrom: passage.metadata.publishedAt } },
    }));
    await ask(reader, { at: '2021-06-01' }, dated as ScoredPassage[]);
    expect(reader.asked[0]!.passages.map(({ passage: { id } }) => id)).toEqual(['old', 'other']);
  });

  test('the user’s words go along', async () => {
    const reader = writer();
    await ask(reader, { instruction: 'Be brief.', assumptions: ['Sunday counts'] });
    expect(reader.asked[0]!.instruction).toBe('Be brief.\nSunday counts');
  });

  test('is written where no passage has a short answer; its reader may abstain', async () => {
    expect((await ask(writer(() => []))).abstained).toBe(false);
    const silent: Reader = {
      ...writer(() => []),
      // biome-ignore lint/correctness/useYield: it has nothing to say
      compose: async function* () {
        return { text: '', sentences: [] };
      },
    };
    expect(await ask(silent)).toMatchObject({ text: '', abstained: true, citations: [], sentences: [] });
  });

  test.each([
    ['the policy forbids the risk', passages, { policy: { preset: 'newest', risk: 0 } }],
    ['nothing is found', [], {}],
  ])('is not written where %s', async (_, found, options) => {
    const reader = writer();
    expect(await ask(reader, options, found)).toMatchObject({ text: '', abstained: true });
    expect(reader.asked).toEqual([]);
  });

  test('a reader that writes none is refused, before anything is looked up', async () => {
    const { compose: _, ...reader } = writer();
    await expect(ask(reader)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('writer') });
  });

  test('a form that is none is refused', async () => {
    await expect(ask(writer(), { form: 'epic' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('epic'),
    });
  });
});

test('a short answer has no sentences', async () => {
  const answer = await ask(writer(), { form: undefined });
  expect([answer.text, answer.sentences, answer.trace.timings.composing]).toEqual(['three months', undefined, undefined]);
});
