import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccordError } from '../errors.ts';
import type { ConflictClaim } from './claim.ts';
import { type Policy, type PolicyInput, presets } from './policy.ts';
import { resolve } from './resolve.ts';

let serial = 0;
function claim(answer: string, fields: Partial<ConflictClaim> = {}): ConflictClaim {
  const passageId = `p${serial++}`;
  return { answer, level: 'context', confidence: 0.8, evidence: [{ passageId, start: 0, end: 1 }], document: passageId, ...fields };
}
const memory = (answer: string, confidence = 0.8): ConflictClaim => ({ answer, level: 'parametric', confidence, evidence: [] });
const answers = (claims: ConflictClaim[], policy?: PolicyInput, question?: string) =>
  resolve(claims, policy, { question }).winners.map(({ answer }) => answer);

describe('resolve', () => {
  it('weighs one claim at its own reliability', () => {
    const { winners, probability, conflict } = resolve([claim('Paris', { confidence: 0.6 })]);
    expect(winners[0]!.answer).toBe('Paris');
    expect(probability).toBeCloseTo(0.6, 12);
    expect(conflict).toBe('none');
  });

  it('is no surer of an answer than that its passage helps', () => {
    const [stray, sober] = [claim('Paris', { confidence: 0.6, useful: 0.2 }), claim('Lyon', { confidence: 0.5, useful: 0.9 })];
    expect(resolve([stray, sober]).winners[0]!.answer).toBe('Lyon');
    expect(resolve([stray]).probability).toBeCloseTo(0.2, 12);
    expect(resolve([sober]).probability).toBeCloseTo(0.5, 12);
  });

  it('tells unlikely claims apart, and lets none take from an answer that others support', () => {
    const probability = (...claims: ConflictClaim[]) => resolve(claims, { gate: 0 }).probability;
    // Less likely than one of ten wrong answers.
    expect(probability(claim('Paris', { confidence: 0.05 }))).toBeCloseTo(0.05, 12);
    expect(probability(claim('Paris', { confidence: 0.02 }))).toBeCloseTo(0.02, 12);
    expect(probability(claim('Paris'), claim('Paris', { confidence: 0.02 }))).toBe(probability(claim('Paris')));
    expect(probability(memory('Paris'), claim('Paris', { confidence: 0.02 }))).toBe(probability(memory('Paris')));
  });

  it('gives the answer with more independent support, and why the other lost', () => {
    const decision = resolve([claim('Paris'), claim('Lyon'), claim('Paris, France'), claim('Paris')]);
    expect(decision.winners[0]!.answer).toBe('Paris');
    expect(decision.winners[0]!.evidence.voices).toBe(3);
    // 3 · ln(10 · .8 / .2) against ln 40 among 11 answers.
    expect(decision.probability).toBeCloseTo(40 ** 3 / (40 ** 3 + 40 + 9), 12);
    expect(decision.defeated.map(({ claim, rule }) => [claim.answer, rule])).toEqual([['Lyon', 'support']]);
    expect(decision.conflict).toBe('inter-context');
    expect(decision.changes).toEqual([{ kind: 'support', answer: 'Lyon', at: 2 }]);
  });

  it('counts copies, passages of one document and claims of unknown origin once', () => {
    const copies = [1, 2, 3].map(() => claim('Lyon', { cluster: 'c' }));
    const passages = [1, 2, 3].map(() => claim('Nice', { document: 'd' }));
    const unknown = [1, 2, 3].map(() => claim('Metz', { evidence: [], document: undefined }));
    const { groups } = resolve([...copies, ...passages, ...unknown, claim('Paris'), claim('Paris')]);
    expect(Object.fromEntries(groups.map(({ answer, evidence }) => [answer, evidence.voices]))).toEqual({
      Paris: 2,
      Lyon: 1,
      Nice: 1,
      Metz: 1,
    });
    expect(
      answers([claim('A', { source: 's' }), claim('A', { source: 's' }), claim('B', { confidence: 0.9 })], { independence: 'source' }),
    ).toEqual(['B']);
  });

  it('takes passages that say the question again for one voice, of no more weight than the policy gives it', () => {
    const echoes = [1, 2, 3].map(() => claim('Lyon', { echo: true, confidence: 0.95 }));
    const claims = [...echoes, claim('Paris', { confidence: 0.6 })];
    const voices = Object.fromEntries(resolve(claims).groups.map(({ answer, evidence }) => [answer, evidence.voices]));
    expect(voices).toEqual({ Lyon: 1, Paris: 1 });
    expect(answers(claims)).toEqual(['Lyon']);
    expect(answers(claims, { echoCeiling: 0.1 })).toEqual(['Paris']);
    // Alone it still answers, and is as unlikely as it counts.
    const alone = resolve(echoes, { echoCeiling: 0.1 });
    expect(alone.winners[0]!.answer).toBe('Lyon');
    expect(alone.probability).toBeLessThan(0.11);
  });

  it('lets an instruction stand over everything', () => {
    const decision = resolve([claim('Paris'), claim('Paris'), memory('Paris', 1), claim('Bonn', { level: 'instruction' })]);
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['Bonn']);
    expect(decision.conflict).toBe('instruction-context');
    expect(new Set(decision.defeated.map(({ rule }) => rule))).toEqual(new Set(['level']));
  });

  it('defeats what an instruction denies', () => {
    const decision = resolve([claim('Ajax'), claim('Ajax'), claim('Feyenoord'), claim('Ajax', { level: 'instruction', denies: true })]);
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['Feyenoord']);
    expect(decision.defeated.map(({ claim, rule }) => [claim.answer, rule])).toEqual([
      ['Ajax', 'denied'],
      ['Ajax', 'denied'],
    ]);
    expect(decision.conflict).toBe('instruction-context');
  });

  it('abstains when the instruction contradicts itself', () => {
    for (const second of [claim('Rome', { level: 'instruction' }), claim('Bonn', { level: 'instruction', denies: true })]) {
      const decision = resolve([claim('Bonn', { level: 'instruction' }), second, claim('Paris')]);
      expect(decision).toMatchObject({ abstained: true, winners: [], conflict: 'instruction' });
      expect(decision.explanation).toContain('contradicts itself');
    }
  });

  it('prefers newer claims for time-sensitive questions only', () => {
    const claims = [
      claim('Obama', { date: '2016-05' }),
      claim('Obama', { date: '2015' }),
      claim('Biden', { date: '2021-02-01T00:00:00Z' }),
    ];
    const decision = resolve(claims, {}, { question: 'Who is the president of the United States?' });
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['Biden']);
    expect(decision.conflict).toBe('temporal');
    expect(answers(claims, {}, 'Who signed the act?')).toEqual(['Obama']);
    expect(answers(claims, { recency: 'never', answers: 'one' }, 'Who is the president?')).toEqual(['Obama']);
    expect(answers(claims, 'newest', 'Who signed the act?')).toEqual(['Biden']);
  });

  it('compares instants, not texts: time zones count', () => {
    const early = claim('A', { date: '2024-05-01T23:00:00-05:00' });
    const late = claim('B', { date: '2024-05-02T05:00:00+02:00' });
    // 04:00 UTC against 03:00 UTC of the same day.
    expect(answers([early, late], 'newest')).toEqual(['A']);
  });

  it('takes a date that cannot be read for unknown, never for now', () => {
    const decision = resolve([claim('A', { date: 'last spring' }), claim('B', { date: '1999' })], { preset: 'newest', answers: 'several' });
    expect(decision.winners.map(({ answer }) => answer).sort()).toEqual(['A', 'B']);
    expect(decision.notes).toEqual(['The date "last spring" cannot be read and counts as unknown.']);
  });

  it('does not use what is not valid at the time asked about', () => {
    const claims = [claim('20 %', { validTo: '2020-01-01' }), claim('25 %', { validFrom: '2020-01-01' })];
    expect(resolve(claims, {}, { at: '2019-12-31' }).winners[0]!.answer).toBe('20 %');
    const later = resolve(claims, {}, { at: '2020-01-01' });
    expect(later.winners[0]!.answer).toBe('25 %');
    expect(later.unused.map(({ reason }) => reason)).toEqual(['no-longer-valid']);
    expect(() => resolve(claims, {}, { at: 'tomorrow' })).toThrow(AccordError);
  });

  it('defeats superseded documents and reports circles', () => {
    const decision = resolve([claim('20 %', { document: 'law-1' }), claim('25 %', { document: 'law-2', supersedes: 'law-1' })]);
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['25 %']);
    expect(decision.defeated[0]!.rule).toBe('superseded');
    const circle = resolve([claim('A', { document: 'a', supersedes: 'b' }), claim('B', { document: 'b', supersedes: 'a' })]);
    expect(circle.defeated.map(({ rule }) => rule)).toEqual(['support']);
    expect(circle.notes).toEqual(['Documents that supersede each other in a circle supersede nothing: a > b > a.']);
  });

  it('follows named sources, by topic too', () => {
    const claims = [claim('5 mg', { source: 'label' }), claim('10 mg', { source: 'article' }), claim('10 mg', { source: 'article' })];
    expect(answers(claims, { sources: ['label > article'] })).toEqual(['5 mg']);
    const scoped = { sources: ['article > label', 'dosage: label > article'] };
    expect(answers(claims, scoped, 'What are the dosages for adults?')).toEqual(['5 mg']);
    expect(answers(claims, scoped, 'What does it cost?')).toEqual(['10 mg']);
    expect(answers(claims, { sources: ['label > book > article'] })).toEqual(['5 mg']);
  });

  it('is not blocked by a preferred source that does not apply', () => {
    const useless = claim('1 mg', { source: 'label', useful: 0.05 });
    const decision = resolve([useless, claim('10 mg', { source: 'article' })], { sources: ['label > article'] });
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['10 mg']);
    expect(decision.unused).toEqual([{ claim: useless, reason: 'gate' }]);
  });

  it('names sources of the policy that no claim has', () => {
    const { notes } = resolve([claim('A', { source: 'label' })], { sources: ['lable > article'], authorities: { gazette: 1 } });
    expect(notes.map((note) => /"(.*)"/.exec(note)![1])).toEqual(['article', 'gazette', 'lable']);
  });

  it('reports contradictory scopes instead of choosing', () => {
    const policy = { sources: ['adults: label > article', 'dosage: article > label'] };
    const claims = [claim('A', { source: 'label' }), claim('B', { source: 'article' })];
    const { defeated, notes } = resolve(claims, policy, { question: 'dosage for adults' });
    expect(defeated.map(({ rule }) => rule)).toEqual(['support']);
    expect(notes[0]).toMatch(/label > article > label|article > label > article/);
  });

  it('separates authorities beyond the margin', () => {
    const claims = [claim('A', { authority: 0.9 }), claim('B', { authority: 0.7 }), claim('B', { authority: 0.7 })];
    expect(answers(claims)).toEqual(['A']);
    expect(answers(claims, { margins: { authority: 0.2 } })).toEqual(['B']);
    expect(answers([claim('A', { authority: 0.9 }), claim('B'), claim('B')])).toEqual(['B']);
  });

  it('gives several answers for several readings, and takes lone dissent for an error', () => {
    const claims = [
      claim('Brad', { subject: 'Interiors (Brad album)' }),
      claim('Brad'),
      claim('Brad'),
      claim('Quicksand', { subject: 'Interiors (Quicksand album)' }),
      claim('Nirvana'),
    ];
    const decision = resolve(claims, { answers: 'several' });
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['Brad', 'Quicksand']);
    expect(decision.conflict).toBe('ambiguity');
    expect(decision.defeated.map(({ claim }) => claim.answer)).toEqual(['Nirvana']);
    const oneReading = [claim('Brad', { subject: 'x' }), claim('Brad'), claim('Brad'), claim('Nirvana', { subject: 'X' })];
    expect(answers(oneReading, { answers: 'several' })).toEqual(['Brad']);
    expect(answers(claims)).toEqual(['Brad']);
  });

  it('prefers the surer of claims too weak to count as votes', () => {
    expect(answers([claim('A', { confidence: 0.02 }), claim('B', { confidence: 0.03 })], { gate: 0 })).toEqual(['B']);
  });

  it('guards a confident memory against lone context, not against several voices, authority or a preferred source', () => {
    const lone = claim('Lyon', { confidence: 0.95 });
    const decision = resolve([memory('Paris', 0.93), lone]);
    expect(decision.winners.map(({ answer }) => answer)).toEqual(['Paris']);
    expect(decision.defeated).toMatchObject([{ claim: lone, rule: 'guard' }]);
    expect(decision.conflict).toBe('context-memory');
    expect(answers([memory('Paris', 0.93), lone, claim('Lyon')])).toEqual(['Lyon']);
    expect(answers([memory('Paris', 0.93), { ...lone, authority: 0.9 }])).toEqual(['Lyon']);
    expect(answers([memory('Paris', 0.93), { ...lone, source: 'law' }], { sources: ['law > blog'] })).toEqual(['Lyon']);
    expect(answers([memory('Paris', 0.93), lone], 'context-first')).toEqual(['Lyon']);
    expect(answers([memory('Paris', 0.7), lone])).toEqual(['Lyon']);
  });

  it('abstains where the risk is too high and says what it leans to', () => {
    const decision = resolve([claim('A', { confidence: 0.5 })], { risk: 0.4 });
    expect(decision).toMatchObject({ abstained: true, winners: [] });
    expect(decision.leaning[0]!.answer).toBe('A');
    expect(resolve([claim('A', { confidence: 0.5 })], { risk: 0.6 }).abstained).toBe(false);
  });

  it('says where the dial would turn the decision', () => {
    const claims = [memory('Paris', 0.7), claim('Lyon', { confidence: 0.6 }), claim('Metz', { confidence: 0.3 })];
    const base = { guard: null } as const;
    const turn = resolve(claims, base).changes.find(({ kind }) => kind === 'dial')!;
    expect(turn.answer).toBe('Lyon');
    expect(answers(claims, { ...base, dial: turn.at! - 0.01 })).toEqual(['Paris']);
    expect(answers(claims, { ...base, dial: turn.at! + 0.01 })).toEqual(['Lyon']);
  });

  it('handles empty claim sets, empty answers and claims without spans', () => {
    expect(resolve([])).toMatchObject({ abstained: true, winners: [], conflict: 'none', explanation: 'No answer: no applicable claim.' });
    expect(resolve([claim(' ')]).unused[0]!.reason).toBe('no-answer');
    expect(answers([claim('A', { evidence: [], document: undefined })])).toEqual(['A']);
  });

  it('takes 10,000 equal claims', () => {
    const equal = claim('A');
    const { winners, probability } = resolve(Array.from({ length: 10_000 }, () => ({ ...equal })));
    expect(winners[0]!.evidence.voices).toBe(1);
    expect(probability).toBeCloseTo(0.8, 12);
  });

  it.each([
    [{ confidence: Number.NaN }, 'confidence NaN'],
    [{ confidence: 1.5 }, 'confidence 1.5'],
    [{ useful: -1 }, 'usefulness -1'],
    [{ authority: Number.POSITIVE_INFINITY }, 'authority Infinity'],
    [{ level: 'toString' as 'context' }, 'level toString'],
  ])('refuses a claim with %j', (fields, message) => {
    expect(() => resolve([claim('A', fields)])).toThrow(message);
  });

  it.each<[PolicyInput, RegExp]>([
    ['careless' as 'cautious', /careless/],
    [{ dial: 2 }, /dial/],
    [{ order: ['level', 'level'] }, /twice/],
    [{ unheard: 1 } as PolicyInput, /unheard/i],
    [{ sources: ['label'] }, /"label"/],
    [{ sources: ['a > b > c', 'c > a'] }, /a > b > c > a/],
    [{ sources: ['dosage: a > b', 'dosage: b > a'] }, /a > b > a/],
    [{ sources: ['a > a'] }, /a > a/],
  ])('refuses the policy %j', (policy, message) => {
    expect(() => resolve([], policy)).toThrow(message);
  });

  it('explains itself', () => {
    const { explanation } = resolve(
      [claim('5 mg', { source: 'label' }), claim('10 mg', { source: 'blog', date: '2020' }), claim('7 mg', { useful: 0 })],
      { sources: ['label > blog'] },
    );
    expect(explanation.split('\n')).toEqual([
      '"5 mg" by 1 independent voice.',
      'The passages contradict each other.',
      '"10 mg" is defeated: a preferred source says otherwise ("5 mg", label).',
      expect.stringMatching(/^Passage p\d+ \("7 mg"\) was not used: not confident or useful enough\.$/),
      'Without the rule "source", "10 mg" would be weighed too.',
    ]);
  });
});

const arbitraryClaim: fc.Arbitrary<ConflictClaim> = fc.record({
  answer: fc.constantFrom('Paris', 'paris', 'Lyon', '2016', 'May 2016', 'June 2016', '5 km', '5000 m', 'Bonn'),
  level: fc.constantFrom('instruction', 'context', 'context', 'context', 'parametric'),
  confidence: fc.constantFrom(0.05, 0.3, 0.5, 0.77, 0.93, 1),
  evidence: fc.constantFrom([], [{ passageId: 'a', start: 0, end: 2 }], [{ passageId: 'b', start: 0, end: 2 }]),
  useful: fc.constantFrom(undefined, 0.4, 0.9),
  source: fc.constantFrom(undefined, 'x', 'y', 'z'),
  date: fc.constantFrom(undefined, '2019', '2021-05', 'soon'),
  authority: fc.constantFrom(undefined, 0.2, 0.5, 0.95),
  document: fc.constantFrom(undefined, 'd', 'e', 'f'),
  cluster: fc.constantFrom(undefined, undefined, 'k'),
  echo: fc.constantFrom(undefined, undefined, true),
  supersedes: fc.constantFrom(undefined, undefined, 'd', 'e'),
  subject: fc.constantFrom(undefined, 'S', 'T'),
  denies: fc.constantFrom(undefined, undefined, true),
});
const arbitraryPolicy = fc.record({
  preset: fc.constantFrom(undefined, ...(Object.keys(presets) as (keyof typeof presets)[])),
  sources: fc.constantFrom<string[]>([], ['x > y'], ['x > y > z']),
  recency: fc.constantFrom<Policy['recency']>('always', 'never'),
  risk: fc.constantFrom(0.2, 1),
});

describe('resolve, for any claims', () => {
  it('gives the same decision in any order', () => {
    fc.assert(
      fc.property(fc.array(arbitraryClaim, { maxLength: 12 }), arbitraryPolicy, fc.infiniteStream(fc.nat()), (claims, policy, random) => {
        const shuffled = claims
          .map((claim) => ({ claim, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ claim }) => claim);
        expect(resolve(shuffled, policy)).toEqual(resolve(claims, policy));
      }),
      { numRuns: 200 },
    );
  });

  it('accounts for every claim once', () => {
    fc.assert(
      fc.property(fc.array(arbitraryClaim, { maxLength: 12 }), arbitraryPolicy, (claims, policy) => {
        const { groups, defeated, unused, winners, leaning, probability, abstained } = resolve(claims, policy);
        const applicable = groups.flatMap((group) => group.claims);
        const denials = claims.filter((claim) => claim.denies && !unused.some((entry) => entry.claim === claim));
        expect(applicable.length + unused.length + denials.length).toBe(claims.length);
        for (const { claim, by } of defeated) {
          expect(applicable).toContain(claim);
          expect(claim).not.toBe(by);
        }
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(winners.length === 0).toBe(abstained);
        if (leaning.length > 0) expect(abstained).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('does not change the claims', () => {
    fc.assert(
      fc.property(fc.array(arbitraryClaim, { maxLength: 8 }), (claims) => {
        const before = structuredClone(claims);
        resolve(claims, 'official-sources');
        expect(claims).toEqual(before);
      }),
    );
  });

  it('moves from memory to context as the dial rises, never back', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const context = fc.record({ answer: fc.constantFrom('A', 'B', 'M'), confidence: share });
    fc.assert(
      fc.property(share, fc.array(context, { minLength: 1, maxLength: 6 }), fc.boolean(), share, (confidence, stated, guarded, risk) => {
        const claims = [memory('M', confidence), ...stated.map(({ answer, confidence }) => claim(answer, { confidence }))];
        let overturned = false;
        for (let step = 0; step <= 10; step++) {
          const policy: PolicyInput = { dial: step / 10, risk, ...(guarded ? {} : { guard: null }) };
          const { winners } = resolve(claims, policy);
          const byContext = winners.length > 0 && winners[0]!.answer !== 'M';
          if (overturned) expect(byContext).toBe(true);
          overturned ||= byContext;
        }
      }),
      { numRuns: 200 },
    );
  });
});
