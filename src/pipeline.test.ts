import { describe, expect, test } from 'vitest';
import type { PipelineEvent } from './answer.ts';
import type { ScoredPassage } from './passage.ts';
import { createPipeline } from './pipeline.ts';
import type { Reader } from './reader/reader.ts';
import type { RankOptions, Reranker } from './rerank/reranker.ts';
import type { RetrieveOptions, Retriever } from './retrieval/retriever.ts';

const scored = (id: string, text: string): ScoredPassage => ({
  passage: { id, text, title: `Title ${id}`, document: { id: `doc-${id}`, uri: `file:${id}` }, metadata: { source: 'almanac' } },
  scores: { bm25: 1 },
  ranks: { bm25: 1 },
});

function parts(found: ScoredPassage[]) {
  const retrieved: RetrieveOptions[] = [];
  const read: string[][] = [];
  const store: Retriever = {
    async retrieve(_query, options) {
      retrieved.push(options);
      return found.slice(0, options.k);
    },
  };
  const reader: Reader = {
    id: 'first-word',
    async read({ passages }) {
      read.push(passages.map(({ passage }) => passage.id));
      return passages.map(({ passage }) => ({
        answer: passage.text.split(' ')[0]!,
        level: 'context',
        evidence: [{ passageId: passage.id, start: 0, end: passage.text.indexOf(' ') }],
        confidence: 0.5,
      }));
    },
  };
  return { store, reader, retrieved, read };
}

const found = ['Vienna is a city', 'Graz is another', 'Linz is a third'].map((text, index) => scored(String(index), text));

describe('pipeline', () => {
  test('retrieves to the depth, reads the best k, answers with citations into the text', async () => {
    const { store, reader, retrieved, read } = parts(found);
    const answer = await createPipeline({ store, reader, k: 2, depth: 3 }).answer('Which city?');
    expect(retrieved[0]?.k).toBe(3);
    expect(read).toEqual([['0', '1']]);
    expect(answer).toMatchObject({
      text: 'Vienna',
      abstained: false,
      trace: { retriever: 'bm25', retrieved: 3, read: 2, reader: 'first-word' },
    });
    expect(answer.citations).toEqual([
      {
        number: 1,
        passageId: '0',
        documentId: 'doc-0',
        title: 'Title 0',
        uri: 'file:0',
        source: 'almanac',
        start: 0,
        end: 6,
        quote: 'Vienna',
      },
    ]);
  });

  test('streams its events in order and answers the same', async () => {
    const { store, reader } = parts(found);
    const events: PipelineEvent[] = [];
    for await (const event of createPipeline({ store, reader }).stream('Which city?')) events.push(event);
    expect(events.map((event) => event.type)).toEqual(['retrieval-end', 'claims-end', 'answer-delta', 'answer-end']);
    expect(events.at(-1)).toMatchObject({ answer: { text: 'Vienna', passages: found } });
  });

  test('abstains when nothing is found, without asking the reader', async () => {
    const { store, reader, read } = parts([]);
    const answer = await createPipeline({ store, reader }).answer('Which city?');
    expect(answer).toMatchObject({ text: '', abstained: true, citations: [], claims: [] });
    expect(read).toEqual([]);
  });

  test('options of a question replace the defaults; undefined ones do not', async () => {
    const { store, reader, retrieved } = parts(found);
    const pipeline = createPipeline({ store, reader, k: 2, retriever: 'dense' });
    await pipeline.answer('Which?', { k: undefined, retriever: 'hybrid', filter: { field: 'source', eq: 'almanac' } });
    expect(retrieved[0]).toMatchObject({ k: 2, mode: 'hybrid', filter: { field: 'source', eq: 'almanac' } });
  });

  test.each([[''], ['  \n']])('refuses the empty question %j', async (question) => {
    await expect(createPipeline(parts(found)).answer(question)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.any(String) });
  });

  test.each([[{ k: 0 }], [{ k: 1.5 }], [{ depth: -1 }]])('refuses %j naming the value', async (options) => {
    const [[name, value]] = Object.entries(options) as [[string, number]];
    await expect(createPipeline(parts(found)).answer('Which?', options)).rejects.toThrow(`${name} is ${value}`);
  });

  test('stops before reading when the caller aborts during retrieval', async () => {
    const { store, reader, read } = parts(found);
    const controller = new AbortController();
    const aborting: Retriever = {
      async retrieve(query, options) {
        controller.abort();
        return store.retrieve(query, options);
      },
    };
    const answer = createPipeline({ store: aborting, reader }).answer('Which?', { signal: controller.signal });
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    expect(read).toEqual([]);
  });
});

/** Turns the order around; `P(useful)` falls from 1 by tenths. */
function reversing() {
  const ranked: { query: string; ids: string[]; options: RankOptions }[] = [];
  const reranker: Reranker = {
    id: 'reversing',
    async rank(query, passages, options = {}) {
      ranked.push({ query, ids: passages.map(({ passage }) => passage.id), options });
      return passages.toReversed().map((scored, i) => ({ ...scored, scores: { ...scored.scores, useful: 1 - i / 10 } }));
    },
  };
  return { reranker, ranked };
}

describe('pipeline with a reranker', () => {
  test('reranks all that was retrieved; the reader reads the first k of its order', async () => {
    const { store, reader, retrieved, read } = parts(found);
    const { reranker, ranked } = reversing();
    const { signal } = new AbortController();
    const answer = await createPipeline({ store, reranker, reader, k: 2, depth: 3 }).answer('Which city?', { signal });
    expect(retrieved[0]?.k).toBe(3);
    expect(ranked).toEqual([{ query: 'Which city?', ids: ['0', '1', '2'], options: { signal } }]);
    expect(read).toEqual([['2', '1']]);
    expect(answer).toMatchObject({ text: 'Linz', citations: [{ passageId: '2' }] });
    expect(answer.passages.map(({ passage, scores }) => [passage.id, scores.useful])).toEqual([
      ['2', 1],
      ['1', 0.9],
      ['0', 0.8],
    ]);
    const { trace } = answer;
    expect(trace).toMatchObject({ retriever: 'bm25', reranker: 'reversing', reader: 'first-word', retrieved: 3, read: 2 });
    const { retrieval, rerank, reading, total } = trace.timings;
    expect(retrieval + rerank! + reading).toBeCloseTo(total, 9);
  });

  test('retrieves 50 for it unless told otherwise, and never less than k', async () => {
    const { store, reader, retrieved } = parts(found);
    const { reranker } = reversing();
    const pipeline = createPipeline({ store, reranker, reader });
    await pipeline.answer('Which?');
    await pipeline.answer('Which?', { depth: 20 });
    await pipeline.answer('Which?', { k: 70 });
    await createPipeline({ store, reranker, reader, depth: 30 }).answer('Which?');
    expect(retrieved.map(({ k }) => k)).toEqual([50, 20, 70, 30]);
  });

  test('streams what it reranked between retrieval and claims', async () => {
    const { store, reader } = parts(found);
    const events: PipelineEvent[] = [];
    for await (const event of createPipeline({ store, ...reversing(), reader }).stream('Which city?')) events.push(event);
    expect(events.map((event) => event.type)).toEqual(['retrieval-end', 'rerank-end', 'claims-end', 'answer-delta', 'answer-end']);
    const ids = events.map((event) => ('passages' in event ? event.passages.map(({ passage }) => passage.id).join('') : ''));
    expect(ids).toEqual(['012', '210', '', '', '']);
  });

  test('is not asked when nothing was found', async () => {
    const { store, reader } = parts([]);
    const { reranker, ranked } = reversing();
    const events: string[] = [];
    for await (const { type } of createPipeline({ store, reranker, reader }).stream('Which?')) events.push(type);
    expect(events).toEqual(['retrieval-end', 'claims-end', 'answer-end']);
    expect(ranked).toEqual([]);
  });

  test('abstains without asking the reader when the reranker leaves nothing over', async () => {
    const { store, reader, read } = parts(found);
    const answer = await createPipeline({ store, reranker: { id: 'none', rank: async () => [] }, reader }).answer('Which?');
    expect(answer).toMatchObject({ abstained: true, passages: [], trace: { retriever: 'bm25', retrieved: 3, read: 0 } });
    expect(read).toEqual([]);
  });

  test.each(['retrieval', 'rerank'])('stops when the caller aborts during %s', async (stage) => {
    const { store, reader, read } = parts(found);
    const { reranker, ranked } = reversing();
    const controller = new AbortController();
    const pipeline = createPipeline({
      store: {
        retrieve(...request) {
          if (stage === 'retrieval') controller.abort();
          return store.retrieve(...request);
        },
      },
      reranker: {
        id: reranker.id,
        rank(...request) {
          controller.abort();
          return reranker.rank(...request);
        },
      },
      reader,
    });
    await expect(pipeline.answer('Which?', { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(ranked).toHaveLength(stage === 'retrieval' ? 0 : 1);
    expect(read).toEqual([]);
  });
});
