import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adherence } from './adherence.ts';
import { attackSuccess } from './attack-success.ts';
import type { ConflictOutcome } from './conflict-measure.ts';
import { harmonicMean } from './harmonic-mean.ts';
import { memorisationRatio } from './memorisation-ratio.ts';
import { overUpdating } from './over-updating.ts';
import { conflictMeasures } from './registry.ts';
import { rejectionRate } from './rejection-rate.ts';
import { areaUnderRiskCoverage, riskCoverage } from './risk-coverage.ts';
import { robustness } from './robustness.ts';
import { strictMatch } from './strict-match.ts';
import { updatesToCorrect, updatesToIncorrect } from './update-rates.ts';

const conflict = (...predictions: string[]): ConflictOutcome => ({ predictions, context: ['Lyon'], memory: ['Paris'], gold: ['Lyon'] });
const irrelevant = (...predictions: string[]): ConflictOutcome => ({ predictions, memory: ['Paris'], relevant: false });

describe('measures of conflict', () => {
  it('adherence: follows the context alone', () => {
    expect(adherence.value(conflict('the city of Lyon'))).toBe(1);
    expect(adherence.value(conflict('Paris'))).toBe(0);
    expect(adherence.value(conflict('Lyon', 'Paris'))).toBe(0);
    expect(adherence.value(conflict())).toBe(0);
    expect(adherence.value(irrelevant('Paris'))).toBeNull();
    // Memory that says the same does not speak against it.
    expect(adherence.value({ predictions: ['Lyon'], context: ['Lyon'], memory: ['Lyon, France'] })).toBe(1);
  });

  it('robustness: keeps to memory or abstains', () => {
    expect(robustness.value(irrelevant('Paris'))).toBe(1);
    expect(robustness.value(irrelevant())).toBe(1);
    expect(robustness.value(irrelevant('Nice'))).toBe(0);
    expect(robustness.value(conflict('Paris'))).toBeNull();
  });

  it('harmonic mean', () => {
    expect(harmonicMean(0.5, 1)).toBeCloseTo(2 / 3, 12);
    expect(harmonicMean(0, 1)).toBe(0);
    expect(harmonicMean(0, 0)).toBe(0);
    expect(harmonicMean(null, 1)).toBeNull();
  });

  it('memorisation ratio: over answers that follow one of the two', () => {
    const values = ['Paris', 'Lyon', 'Lyon', 'Nice'].map((answer) => memorisationRatio.value(conflict(answer)));
    expect(values).toEqual([1, 0, 0, null]);
    expect(memorisationRatio.value(conflict('Lyon, not Paris'))).toBeNull();
  });

  it('updates: memory is wrong, context turns it right or wrong', () => {
    const of = (...predictions: string[]) => [
      updatesToCorrect.value(conflict(...predictions)),
      updatesToIncorrect.value(conflict(...predictions)),
    ];
    expect(of('Lyon')).toEqual([1, 0]);
    expect(of('Paris')).toEqual([0, 0]);
    expect(of('Nice')).toEqual([0, 1]);
    expect(of()).toEqual([0, 0]);
    // F1 of 2/3: neither the same nor different.
    expect(of('old Lyon')).toEqual([null, null]);
    expect(updatesToCorrect.value({ ...conflict('Lyon'), memory: ['Lyon'] })).toBeNull();
  });

  it('over-updating: memory is right, context wrong', () => {
    const outcome = (...predictions: string[]): ConflictOutcome => ({ predictions, gold: ['Paris'], memory: ['Paris'], context: ['Lyon'] });
    expect(overUpdating.value(outcome('Lyon'))).toBe(1);
    expect(overUpdating.value(outcome('Paris'))).toBe(0);
    expect(overUpdating.value(outcome())).toBe(0);
    expect(overUpdating.value(conflict('Lyon'))).toBeNull();
  });

  it('rejection: of what cannot be answered', () => {
    expect(rejectionRate.value({ predictions: [], gold: [] })).toBe(1);
    expect(rejectionRate.value({ predictions: ['Lyon'], gold: [] })).toBe(0);
    expect(rejectionRate.value(conflict())).toBeNull();
  });

  it('attack success: the planted answer is given', () => {
    expect(attackSuccess.value({ predictions: ['it is Lyon'], wrong: ['Lyon'] })).toBe(1);
    expect(attackSuccess.value({ predictions: [], wrong: ['Lyon'] })).toBe(0);
    expect(attackSuccess.value({ predictions: ['Lyon'] })).toBeNull();
  });

  it('strict: all right answers and no wrong one', () => {
    const value = (...predictions: string[]) => strictMatch.value({ predictions, gold: ['1987', '1988'], wrong: ['1990', '1987'] });
    expect(value('1988', '1987')).toBe(1);
    expect(value('1987')).toBe(0);
    expect(value('1987', '1988', '1990')).toBe(0);
    expect(value('1987', '1988', '2000')).toBe(1);
    expect(strictMatch.value({ predictions: ['New', 'York'], gold: ['New York'] })).toBe(0);
  });

  it('gives 0, 1 or null for any outcome', () => {
    const answers = fc.option(fc.array(fc.constantFrom('Paris', 'Lyon', 'Nice', '')), { nil: undefined });
    const outcome = fc.record({
      predictions: fc.array(fc.constantFrom('Paris', 'Lyon', '')),
      gold: answers,
      context: answers,
      memory: answers,
      wrong: answers,
      relevant: fc.option(fc.boolean(), { nil: undefined }),
    });
    fc.assert(
      fc.property(outcome, fc.constantFrom(...conflictMeasures), (given, measure) => {
        expect([0, 1, null]).toContain(measure.value(given));
      }),
    );
  });
});

describe('risk and coverage', () => {
  const answers = [
    { confidence: 0.9, correct: 1 },
    { confidence: 0.8, correct: 0 },
    { confidence: 0.5, correct: 1 },
    { confidence: 0.2, correct: 0 },
  ];

  it('is a curve from the surest answer to all', () => {
    expect(riskCoverage(answers)).toEqual([
      { coverage: 0.25, risk: 0 },
      { coverage: 0.5, risk: 0.5 },
      { coverage: 0.75, risk: 1 / 3 },
      { coverage: 1, risk: 0.5 },
    ]);
    expect(areaUnderRiskCoverage(answers)).toBeCloseTo((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4, 12);
  });

  it('counts ties at their mean', () => {
    const tied = answers.map(({ correct }) => ({ confidence: 0.5, correct }));
    expect(riskCoverage(tied)).toEqual([{ coverage: 1, risk: 0.5 }]);
    expect(areaUnderRiskCoverage(tied)).toBeCloseTo(0.5, 12);
  });

  it('has no value without answers, and refuses confidences that are no number', () => {
    expect(areaUnderRiskCoverage([])).toBeNaN();
    expect(() => riskCoverage([{ confidence: Number.NaN, correct: 1 }])).toThrow('not a number');
  });

  it('is least for the right order of confidences', () => {
    const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(bits, (right) => {
        const of = (confidence: (correct: boolean, i: number) => number) =>
          areaUnderRiskCoverage(right.map((correct, i) => ({ confidence: confidence(correct, i), correct: Number(correct) })));
        expect(of((correct) => Number(correct))).toBeLessThanOrEqual(of((_, i) => i) + 1e-12);
      }),
    );
  });
});
