import { describe, expect, it } from 'vitest';
import type { ConflictClaim } from '../../../src/conflict/claim.ts';
import { parsePolicy } from '../../../src/conflict/policy.ts';
import { accord, accordAt } from './accord.ts';
import { closedBook, confidenceThreshold, majorityVote, mostFrequent, plainRag, unionOfAll } from './baselines.ts';
import { isolateAggregate } from './isolate-aggregate.ts';

let passage = 0;
const says = (answer: string, confidence: number): ConflictClaim => ({
  answer,
  confidence,
  level: 'context',
  evidence: [{ passageId: `p${++passage}`, start: 0, end: 1 }],
});
const remembers = (answer: string, confidence = 0.8): ConflictClaim => ({ answer, confidence, level: 'parametric', evidence: [] });
const stated = (...claims: ConflictClaim[]) => ({ question: 'q', claims, policy: parsePolicy({ answers: 'one' }) });

describe('baselines', () => {
  const mixed = stated(says('Rome', 0.4), says('Paris', 0.9), says('the Rome', 0.3), says('noise', 0.05), remembers('Oslo'));

  it.each([
    ['closed book', closedBook, ['Oslo']],
    ['plain RAG', plainRag, ['Paris']],
    ['a threshold that is reached', confidenceThreshold(0.9), ['Paris']],
    ['a threshold that is not', confidenceThreshold(0.91), ['Oslo']],
    // "the Rome" and "Rome" are one answer; the longer wording stands for both.
    ['majority', majorityVote, ['the Rome']],
    ['most frequent', mostFrequent, ['the Rome']],
    ['union, without what the reader is too unsure of', unionOfAll, ['the Rome', 'Paris']],
  ])('%s', (_, system, answers) => {
    expect(system(mixed).answers).toEqual(answers);
  });

  it('abstain without claims', () => {
    for (const system of [closedBook, plainRag, confidenceThreshold(0), majorityVote, mostFrequent, unionOfAll, isolateAggregate, accord]) {
      expect(system(stated())).toMatchObject({ answers: [], confidence: 0 });
    }
  });

  it('a majority needs a statement: the best span stands in for none', () => {
    expect(majorityVote(stated(says('a guess', 0.01), says('a worse one', 0.005))).answers).toEqual(['a guess']);
  });
});

describe('isolateAggregate', () => {
  it('keeps keywords that .3 of the readings share, from 3 on at most', () => {
    // 10 readings: 3 are needed.
    const others = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1'].map((answer) => says(answer, 0.9));
    expect(isolateAggregate(stated(says('X', 0.5), says('X', 0.4), ...others, says('h1', 0.9)))).toMatchObject({ answers: [] });
    const kept = isolateAggregate(stated(says('X', 0.5), says('X', 0.4), says('X', 0.2), ...others));
    expect(kept.answers).toEqual(['X']);
    expect(kept.confidence).toBeCloseTo(0.3 + 0.0005, 10);
  });

  it('gives only spans all of whose words are kept', () => {
    expect(isolateAggregate(stated(says('Ann Lee', 0.9), says('Ann Poe', 0.8), says('Ann', 0.3), says('Ann', 0.2))).answers).toEqual([
      'Ann',
    ]);
  });

  it('leans to the best span where it gives nothing', () => {
    const { answers, leaning } = isolateAggregate(stated(says('a', 0.9), says('b', 0.8), says('c', 0.7), says('d', 0.6)));
    expect([answers, leaning]).toEqual([[], ['a']]);
  });
});

describe('accord', () => {
  it('moves with the dial', () => {
    const conflict = stated(says('Paris', 0.9), remembers('Oslo'));
    expect(accordAt(0)(conflict).answers).toEqual(['Oslo']);
    expect(accordAt(1)(conflict).answers).toEqual(['Paris']);
  });

  it('tells what it leans to where it abstains', () => {
    const unsure = { ...stated(says('Paris', 0.5), says('Rome', 0.5)), policy: parsePolicy('cautious') };
    expect(accord(unsure)).toMatchObject({ answers: [], leaning: [expect.any(String)] });
  });
});
