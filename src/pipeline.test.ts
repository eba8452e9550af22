import { describe, expect, test } from 'vitest';
import type { PipelineEvent } from './answer.ts';
import { declaredMemory } from './conflict/declared-memory.ts';
import type { ScoredPassage } from './passage.ts';
import { createPipeline } from './pipeline.ts';
import type { Reader, ReadRequest } from './reader/reader.ts';
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
      return passages.map(({ passage }, i) => ({
        answer: passage.text.split(' ')[0]!,
        level: 'context',
        evidence: [{ passageId: passage.id, start: 0, end: passage.text.indexOf(' ') }],
        confidence: 0.5 - i / 100,
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
    expect(events.map((event) => event.type)).toEqual(['retrieval-end', 'claims-end', 'decision', 'answer-delta', 'answer-end']);
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

describe('pipeline that decides', () => {
  const law = (id: string, text: string, publishedAt: string, source = 'law'): ScoredPassage => {
    const base = scored(id, text);
    return { ...base, passage: { ...base.passage, metadata: { source, publishedAt } } };
  };

  test('by the policy; the answer names what was defeated and why, and cites the winner', async () => {
    const { store, reader } = parts([law('old', 'three months', '2010-01-01'), law('new', 'four weeks', '2020-01-01')]);
    const pipeline = createPipeline({ store, reader });
    const plain = await pipeline.answer('How long is it?');
    expect(plain.text).toBe('three');
    const { text, decision, citations, claims } = await pipeline.answer('How long is it?', { policy: 'newest' });
    expect(text).toBe('four');
    expect(citations.map(({ passageId }) => passageId)).toEqual(['new']);
    expect(decision.defeated).toEqual([{ claim: claims[0], rule: 'recency', by: claims[1] }]);
    expect(decision.conflict).toBe('temporal');
    expect((await pipeline.answer('How long?', { policy: 'newest', at: '2015' })).text).toBe('three');
  });

  test('gives several right answers as such, each cited', async () => {
    const { store, reader } = parts([scored('a', 'Vienna is it'), scored('b', 'Graz is it'), scored('c', 'Vienna is one')]);
    const answer = await createPipeline({ store, reader, policy: { answers: 'several' } }).answer('Which city?');
    expect(answer.text).toBe('Vienna; Graz');
    expect(answer.citations.map(({ number, passageId }) => [number, passageId])).toEqual([
      [1, 'a'],
      [2, 'c'],
      [3, 'b'],
    ]);
  });

  test('abstains by the policy', async () => {
    const answer = await createPipeline({ ...parts(found), policy: { risk: 0.1 } }).answer('Which city?');
    expect(answer).toMatchObject({ text: '', abstained: true, citations: [], decision: { winners: [], leaning: [{ answer: 'Vienna' }] } });
  });

  test('puts the instruction over passages and passages over memory, and cites the words of the user', async () => {
    const { store, reader, read } = parts(found);
    const memory = declaredMemory([{ question: 'Which city?', answer: 'Salzburg', confidence: 0.6 }]);
    const answer = await createPipeline({ store, reader, memory }).answer('Which city?', { assumptions: ['Bregenz is the capital'] });
    expect(answer.text).toBe('Bregenz');
    expect(answer.statements).toEqual([{ id: 'assumption:1', text: 'Bregenz is the capital', negated: false }]);
    expect(answer.citations).toMatchObject([{ passageId: 'assumption:1', documentId: 'assumption:1', quote: 'Bregenz' }]);
    expect(answer.claims.map(({ level }) => level)).toEqual(['instruction', 'context', 'context', 'context', 'parametric']);
    expect(read).toEqual([['0', '1', '2'], ['assumption:1']]);
    expect((await createPipeline({ ...parts([]), memory }).answer('Which city?')).text).toBe('Salzburg');
  });

  test('tells the reader instruction and history, and reads nothing twice', async () => {
    const requests: ReadRequest[] = [];
    const reader: Reader = {
      id: 'silent',
      async read(request) {
        requests.push(request);
        return [];
      },
    };
    const asked = { instruction: 'Be brief.', history: [{ question: 'Who?', answer: 'Beethoven' }] };
    await createPipeline({ store: parts(found).store, reader }).answer('Which city?', asked);
    expect(requests[0]).toMatchObject({ ...asked, passages: found });
    expect(requests[1]!.passages.map(({ passage }) => passage.id)).toEqual(['instruction:1']);
    requests.length = 0;
    await createPipeline({ store: parts(found).store, reader }).answer('Which city?');
    expect(requests).toHaveLength(1);
  });

  test.each([
    [{ policy: 'strict' as 'newest' }, 'invalid-config', 'strict'],
    [{ policy: { sources: ['a > b', 'b > a'] } }, 'invalid-config', 'a > b > a'],
    [{ at: 'last spring' }, 'invalid-input', 'last spring'],
  ])('refuses %j before it retrieves', async (options, code, value) => {
    const { store, reader, retrieved } = parts(found);
    await expect(createPipeline({ store, reader }).answer('Which?', options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(value),
      hint: expect.any(String),
    });
    expect(retrieved).toEqual([]);
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
    const { retrieval, rerank, reading, conflict, total } = trace.timings;
    expect(retrieval + rerank! + reading + conflict).toBeCloseTo(total, 9);
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
    expect(events.map((event) => event.type)).toEqual([
      'retrieval-end',
      'rerank-end',
      'claims-end',
      'decision',
      'answer-delta',
      'answer-end',
    ]);
    const ids = events.map((event) => ('passages' in event ? event.passages.map(({ passage }) => passage.id).join('') : ''));
    expect(ids).toEqual(['012', '210', '', '', '', '']);
  });

  test('is not asked when nothing was found', async () => {
    const { store, reader } = parts([]);
    const { reranker, ranked } = reversing();
    const events: string[] = [];
    for await (const { type } of createPipeline({ store, reranker, reader }).stream('Which?')) events.push(type);
    expect(events).toEqual(['retrieval-end', 'claims-end', 'decision', 'answer-end']);
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
