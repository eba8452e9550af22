import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkError, numberedPassages, scriptedReader } from '../../../../test/scripted-reader.ts';
import { AccordError } from '../../../errors.ts';
import type { ScoredPassage } from '../../../passage.ts';
import type { Reader } from '../../../reader/reader.ts';
import { categoryOf } from '../category.ts';
import { PreferenceRecord, type ProbeRecord } from '../record.ts';
import { summarize } from '../summary.ts';
import { companions } from './companions.ts';
import { emptyProbeReport, type ProbeParts, type ProbeRunOptions, probe } from './probe.ts';
import type { ProbeOptions } from './probe-options.ts';

const question = { id: 'q', question: 'q', answers: ['right'] };
const questions = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `q${i}`, question: `q${i}`, answers: ['right'] }));
const number = ({ passage }: ScoredPassage) => Number(passage.id.split('/')[1]);

async function probed(
  parts: Omit<ProbeParts, 'retriever'> & Partial<ProbeParts>,
  options: ProbeOptions = {},
  { asked = [question], ...run }: ProbeRunOptions & { asked?: (typeof question)[] } = {},
): Promise<ProbeRecord[]> {
  const records: ProbeRecord[] = [];
  const all = probe(asked, { retriever: numberedPassages(10), ...parts }, options, { firstDelay: 1, ...run });
  for await (const result of all) records.push(...result.records);
  for (const record of records) expect(PreferenceRecord.parse(record)).toEqual(record);
  return records;
}

const summary = (records: readonly ProbeRecord[]) =>
  records.map((record) => [record.passage.rank, categoryOf(record), record.context] as const);

/** Right with passage 2, unless it reads passage 3 too, which leads astray; passage 7 is right as well. */
const swayed = () =>
  scriptedReader({
    answer: (_, passages) => {
      const read = new Set(passages.map(number));
      return read.has(7) || (read.has(2) && !read.has(3)) ? 'right' : 'wrong';
    },
  });

describe('without this passage', () => {
  test('shows who helps and who harms among those that are read, and beyond', async () => {
    const reader = swayed();
    const records = await probed({ reader }, { k: 3, ranks: [1, 2, 3, 7, 25] });
    expect(summary(records)).toEqual([
      [1, 'both-incorrect', 2],
      [2, 'both-incorrect', 2],
      [3, 'unaligned', 2],
      [7, 'aligned', 3],
    ]);
    // The three that are read, each of them left out, and number 7 added.
    expect(reader.answered).toHaveLength(5);
    expect(records[0]).toMatchObject({ reader: 'scripted', baseline: 'without-this-passage', round: 1, degreeUnit: 'answer' });
    expect(records.map(({ degree }) => degree)).toEqual([0, 0, -1, 1]);
  });

  test('ranks are those of the reranker where there is one', async () => {
    const reranker = {
      id: 'reverse',
      rank: async (_: string, passages: readonly ScoredPassage[]) => [...passages].reverse(),
    };
    const records = await probed({ reader: swayed(), reranker }, { k: 1, top: 2, round: 2 });
    expect(records.map(({ passage, round }) => [passage.id, passage.rank, round])).toEqual([
      ['q/10', 1, 2],
      ['q/9', 2, 2],
    ]);
  });

  test('of an independent reader one reading gives what all the readings give', async () => {
    // States of each passage what a table says; the best claim is the answer.
    const reader = (table: readonly number[], independent: boolean): Reader & { asked: number } => {
      const made = {
        id: 'table',
        independent,
        asked: 0,
        async read({ passages }: { passages: readonly ScoredPassage[] }) {
          made.asked++;
          return passages
            .map((scored) => ({ scored, value: table[number(scored) - 1]! }))
            .filter(({ value }) => value > 0)
            .sort((a, b) => b.value - a.value)
            .map(({ scored, value }) => ({
              answer: value % 2 === 0 ? 'right' : 'wrong',
              level: 'context' as const,
              evidence: [{ passageId: scored.passage.id, start: 0, end: 1 }],
              confidence: value / 10,
            }));
        },
      };
      return made;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: -3, max: 10 }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (table, k, repeats) => {
          const one = reader(table, true);
          const many = reader(table, false);
          const options = { k, repeats, top: 10 };
          expect(await probed({ reader: one }, options)).toEqual(await probed({ reader: many }, options));
          expect(one.asked).toBe(1);
          expect(many.asked).toBeGreaterThan(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('repetitions read other halves, the same for the same seed', async () => {
    const reader = swayed();
    const options = { k: 4, top: 4, repeats: 6 };
    const records = await probed({ reader }, options);
    expect(records[0]!.outcomes).toHaveLength(6);
    expect(await probed({ reader: swayed() }, options)).toEqual(records);
    const other = swayed();
    await probed({ reader: other }, { ...options, seed: 2 });
    expect(other.answered).not.toEqual(reader.answered);
    // Within a repetition the readings with all that were drawn are shared: at most one a passage more.
    expect(new Set(reader.answered).size).toBe(reader.answered.length);
    expect(reader.answered.length).toBeLessThanOrEqual(6 * 5);
  });
});

test('companions: at first the best k in order, then halves of them in random order', () => {
  const draw = (repetition: number) => companions(100, { k: 50, seed: 1, question: 'q', repetition });
  expect(draw(0)).toEqual({ read: Array.from({ length: 50 }, (_, i) => i), order: Array.from({ length: 100 }, (_, i) => i) });
  const sizes = Array.from({ length: 200 }, (_, i) => draw(i + 1).read.length);
  const mean = sizes.reduce((a, b) => a + b) / 200;
  // The mean of 200 binomial draws (50, ½) has a standard error of .25.
  expect(Math.abs(mean - 25)).toBeLessThan(1);
  const { order, read } = draw(1);
  expect([...order].sort((a, b) => a - b)).toEqual(draw(0).order);
  expect(order).not.toEqual(draw(0).order);
  expect(read.every((i) => i < 50)).toBe(true);
});

describe('closed-book', () => {
  const knowing = (known: boolean) =>
    scriptedReader({
      answer: (_, passages) => (passages.length === 0 ? (known ? 'right' : '') : number(passages[0]!) === 1 ? 'right' : 'wrong'),
    });

  test.each([
    [false, ['aligned', 'both-incorrect']],
    [true, ['both-correct', 'unaligned']],
  ])('known before: %s', async (known, expected) => {
    const reader = knowing(known);
    const records = await probed({ reader }, { baseline: 'closed-book', ranks: [1, 2] });
    expect(summary(records)).toEqual(expected.map((category, i) => [i + 1, category, 0]));
    expect(reader.answered).toEqual(['closed-book  q', 'read  q: q/1', 'read  q: q/2']);
  });

  test('a reader that knows nothing by itself is refused', async () => {
    const { closedBook: _, ...reader } = knowing(true);
    await expect(probed({ reader }, { baseline: 'closed-book' })).rejects.toMatchObject({
      code: 'invalid-config',
      hint: expect.stringContaining('without-this-passage'),
    });
  });

  test('repetitions draw anew', async () => {
    const reader = scriptedReader({ answer: (_, passages, seed) => (passages.length > 0 && seed !== 2 ? 'right' : 'wrong') });
    const [record] = await probed({ reader }, { baseline: 'closed-book', ranks: [1], repeats: 3 });
    expect(record!.outcomes.map(({ after }) => after.hit)).toEqual([true, true, false]);
    expect(record!.degree).toBeCloseTo(2 / 3);
  });
});

test('what a question has cost is on its first record', async () => {
  const scripted = scriptedReader({ answer: () => 'right' });
  const reader: Reader = {
    ...scripted,
    read: (request) => {
      request.onUsage?.({ requests: 2, cached: 1, tokens: { prompt: 30, completion: 4 }, fallbacks: ['repaired'] });
      return scripted.read(request);
    },
  };
  const records = await probed({ reader }, { k: 2, ranks: [1, 2] });
  // With both, and with either left out.
  expect(records[0]!.usage).toEqual({ requests: 6, cached: 3, tokens: { prompt: 90, completion: 12 }, fallbacks: ['repaired'] });
  expect(records[1]!.usage).toBeUndefined();
  expect((await summarize(records)).usage).toEqual(records[0]!.usage);
});

describe('likelihoods', () => {
  const reader = (tells = true) => {
    const scripted = scriptedReader({ answer: () => 'wrong', logprob: (_, passages) => -3 + passages.length });
    if (tells) return scripted;
    const likelihood = async () => {
      throw new AccordError('unsupported-format', 'No log-probabilities.', 'Use another server.');
    };
    return { ...scripted, likelihood };
  };

  test('give the degree', async () => {
    const records = await probed({ reader: reader() }, { baseline: 'closed-book', ranks: [1] });
    expect(records).toMatchObject([{ degree: 1, degreeUnit: 'nats-per-token' }]);
    expect(records[0]!.outcomes[0]!.before.likelihood).toEqual({ answer: 'right', logprob: -6, tokens: 2 });
  });

  test('are done without where the server does not tell, or they are not wanted', async () => {
    const silent = await probed({ reader: reader(false) }, { baseline: 'closed-book', ranks: [1] });
    const unwanted = await probed({ reader: reader() }, { baseline: 'closed-book', ranks: [1], likelihood: false });
    expect(silent).toEqual(unwanted);
    expect(silent).toMatchObject([{ degree: 0, degreeUnit: 'answer' }]);
  });
});

describe('failures', () => {
  test('what may pass is asked again, and nothing that was answered', async () => {
    const reader = scriptedReader({ answer: () => 'right', fail: (i) => (i % 10 === 3 ? networkError() : undefined) });
    const report = emptyProbeReport();
    const records = await probed({ reader }, { ranks: [1, 2], k: 2 }, { asked: questions(50), report });
    expect(records.map(({ question: { id } }) => id)).toEqual(questions(50).flatMap(({ id }) => [id, id]));
    expect(new Set(reader.answered).size).toBe(reader.answered.length);
    expect(report).toMatchObject({ questions: 50, records: 100, empty: 0, requests: 150, failed: [] });
  });

  test('a question that keeps failing is noted', async () => {
    const scripted = scriptedReader({ answer: () => 'right' });
    const reader: Reader = {
      ...scripted,
      read: (request) => (request.question === 'q3' ? Promise.reject(networkError()) : scripted.read(request)),
    };
    const report = emptyProbeReport();
    await probed({ reader }, { ranks: [1] }, { asked: questions(6), report });
    expect(report).toMatchObject({ questions: 5, failed: [{ question: { id: 'q3' }, error: { code: 'network' } }] });
  });

  test('a server that is gone ends the probe', async () => {
    const reader = scriptedReader({ answer: () => 'right', fail: networkError });
    const report = emptyProbeReport();
    await expect(probed({ reader }, {}, { asked: questions(500), report })).rejects.toMatchObject({ code: 'network' });
    expect(report.failed).toHaveLength(10);
  });

  test('what will not pass ends it at once', async () => {
    const wrongKey = new AccordError('invalid-config', 'Wrong key.', 'Set it.');
    const reader = scriptedReader({ answer: () => 'right', fail: () => wrongKey });
    await expect(probed({ reader }, {}, { asked: questions(3) })).rejects.toBe(wrongKey);
  });

  test('abort', async () => {
    const controller = new AbortController();
    let asked = 0;
    const delay = async () => {
      if (++asked === 5) controller.abort();
    };
    const reader = scriptedReader({ answer: () => 'right', delay });
    await expect(probed({ reader }, {}, { asked: questions(30), signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  test.each<[ProbeOptions]>([[{ ranks: [] }], [{ ranks: [0] }], [{ k: 0 }], [{ repeats: 1.5 }]])(
    'options %j are refused',
    async (options) => {
      await expect(probed({ reader: swayed() }, options)).rejects.toMatchObject({ code: 'invalid-config' });
    },
  );

  test('nothing found: no record', async () => {
    const report = emptyProbeReport();
    expect(await probed({ reader: swayed(), retriever: numberedPassages(0) }, {}, { report })).toEqual([]);
    expect(report).toMatchObject({ questions: 1, empty: 1, requests: 0 });
  });
});

test('requests fill the concurrency, and never pass it', async () => {
  // A request ends when 16 are open, so a probe that keeps fewer open would wait for ever, but for the last.
  const waiting: (() => void)[] = [];
  const total = 64 * 2;
  let begun = 0;
  const reader = scriptedReader({
    answer: () => 'right',
    delay: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 16 || ++begun >= total) for (const next of waiting.splice(0)) next();
      }),
  });
  await probed({ reader }, { ranks: [1], k: 2, concurrency: 16 }, { asked: questions(64) });
  expect(reader.peak()).toBe(16);
});
