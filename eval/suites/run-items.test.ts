import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConflictItem } from './conflict-item.ts';
import { suites } from './index.ts';
import type { LoadOptions } from './item-suite.ts';
import { mquake } from './mquake.ts';
import { rgb } from './rgb.ts';
import { squad2 } from './squad2.ts';

const everything: LoadOptions = { sample: (questions) => [...questions], seed: 1 };

describe('item suites', () => {
  let directory: string;
  const write = (part: string, rows: object[]) => {
    const path = join(directory, `${part}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return path;
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'suites-'));
    vi.stubEnv('RAG_DATA_DIR', directory);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });

  describe('ramdocs', () => {
    const context = (id: string, text: string, answer: string) => ({ id, text, answer });
    const rows = [
      {
        id: 'agreed',
        question: 'Who won?',
        answers: ['Ann'],
        contexts: [context('a', 'Ann won it.', 'Ann'), context('b', 'It went to Ann that year.', 'Ann'), context('c', 'Noise.', 'unknown')],
        meta: { wrong_answers: [] },
      },
      {
        id: 'misled',
        question: 'Who lost?',
        answers: ['Bob'],
        contexts: [
          context('a', 'Bob lost.', 'Bob'),
          context('b', 'Cy lost.', 'Cy'),
          context('c', 'Everybody knows that Cy lost it.', 'Cy'),
        ],
        meta: { wrong_answers: ['Cy'] },
      },
    ];

    it('compares all systems on the same claims, paired', async () => {
      write('ramdocs/test', rows);
      const { systems, comparisons, rows: out } = await suites.ramdocs!.run({ claims: 'oracle' });
      expect(out.map(({ predictions }) => predictions['majority vote'])).toEqual([['Ann'], ['Cy']]);
      expect(systems['union of all']).toMatchObject({ Strict: { value: 0.5, questions: 2 }, ASR: { value: 1, questions: 1 } });
      expect(systems['majority vote']).toMatchObject({ answers: { value: 1 }, Abstained: { value: 0 } });
      expect(comparisons!.map(({ system }) => system)).toEqual(['plain RAG', 'union of all', 'majority vote']);
    });

    it('decides anew on the claims of an earlier run', async () => {
      write('ramdocs/test', rows);
      const { rows: out, systems } = await suites.ramdocs!.run({ claims: 'oracle' });
      const claimsFrom = write('recorded', out);
      expect((await suites.ramdocs!.run({ claimsFrom })).systems).toEqual(systems);
      const missing = write('missing', out.slice(1));
      await expect(suites.ramdocs!.run({ claimsFrom: missing })).rejects.toThrow('has no claims for "agreed"');
      await expect(suites.ramdocs!.run({ claimsFrom: write('none', [{ id: 1 }]) })).rejects.toMatchObject({ code: 'invalid-input' });
    });

    it('can be stopped', async () => {
      await expect(suites.ramdocs!.run({ claims: 'oracle', signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    });
  });

  it('mquake: the edits of a case among those of others that do not contradict them, the same for every wording', async () => {
    const edit = (question: string, value: string) => ({ question, old: 'old', new: value, edit_fact: `${question} ${value}.` });
    const entry = (n: number) => ({
      id: `case-${n}`,
      question: 'Who?',
      answers: ['Z'],
      meta: { case_id: n, old_answer: 'Y', edits: [edit('shared', String(n)), edit(`own ${n}`, 'Z')] },
    });
    write(
      'mquake_hard/test',
      Array.from({ length: 40 }, (_, n) => entry(n)),
    );
    const items = await mquake.load(everything);
    // The other half is for development.
    expect(items.length).toBeGreaterThan(5);
    expect(items.length).toBeLessThan(35);
    for (const { assumptions = [], passages, facts, cluster } of items) {
      expect(assumptions).toEqual(passages.map(({ text }) => text));
      expect(assumptions).toContain(`own ${cluster} Z.`);
      expect(assumptions.filter((text) => text.startsWith('shared'))).toEqual([`shared ${cluster}.`]);
      expect(assumptions).toHaveLength(22);
      expect(facts).toEqual({ gold: ['Z'], memory: ['Y'], wrong: [cluster] });
    }
    expect(items.some(({ assumptions }, i) => assumptions![0] !== items[0]!.assumptions![0] && i > 0)).toBe(true);
  });

  it('mquake: tells errors by what was answered', () => {
    const item = { facts: { gold: ['Z'], memory: ['Y'], wrong: ['X'] } } as unknown as ConflictItem;
    const classOf = (answer?: string) =>
      Object.entries(mquake.score!(item, answer === undefined ? [] : [answer])).flatMap(([name, value]) => (value ? [name] : []));
    expect(['Z', 'Y', 'X', 'W', undefined].map(classOf)).toEqual([
      [],
      ['error: before the edits'],
      ['error: on the way'],
      ['error: another'],
      [],
    ]);
  });

  it('squad2: the rows of one passage are one cluster', async () => {
    const row = (id: string, answers: string[]) => ({ id, question: 'q?', answers, contexts: [{ id: 'p', title: 't', text: 'x' }] });
    write('squad_v2/dev', [row('1', ['x']), row('2', [])]);
    const items = await squad2.load(everything);
    expect(items.map(({ cluster, facts }) => [cluster, facts.gold])).toEqual([
      ['p', ['x']],
      ['p', []],
    ]);
    await expect(suites.squad2!.run({ claims: 'oracle' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('rgb: three passages with the error among two irrelevant ones, then as many right ones as well', async () => {
    const contexts = ['positive', 'positive_wrong(counterfactual)', 'negative'].flatMap((type) =>
      [1, 2, 3, 4].map((n) => ({ id: `${type[0]}${type.length}-${n}`, text: type, type })),
    );
    write('rgb/en_fact', [{ id: 'r', question: 'q?', answers: ['Norway'], contexts, meta: { fake_answer: 'U.S.' } }]);
    const [errors, mixed] = await rgb.load(everything);
    const count = (item: ConflictItem, type: string) => item.passages.filter(({ text }) => text === type).length;
    expect([count(errors!, 'positive'), count(errors!, 'positive_wrong(counterfactual)'), count(errors!, 'negative')]).toEqual([0, 3, 2]);
    expect([count(mixed!, 'positive'), count(mixed!, 'positive_wrong(counterfactual)'), count(mixed!, 'negative')]).toEqual([3, 3, 2]);
    expect(errors).toMatchObject({ cluster: 'r', memory: { answer: 'Norway' }, facts: { context: ['U.S.'], wrong: ['U.S.'] } });
    expect(mixed!.facts.context).toBeUndefined();
  });
});
