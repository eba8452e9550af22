import { AccordError } from '../../src/errors.ts';
import type { JudgedRanking, RankingMeasure } from './ranking-measure.ts';
import { rankingMeasures } from './registry.ts';

/** A ranking measure at a cutoff; `String(measure)` gives back what was parsed. */
export interface Measure {
  declaration: RankingMeasure;
  /** Infinity: no cutoff. */
  cutoff: number;
  compute(ranking: JudgedRanking): number;
  toString(): string;
}

/**
 * Parses `nDCG@10`, `RR`, `R@100`.
 *
 * @throws AccordError `invalid-input` for an unknown name, or a cutoff that is missing or no whole number from 1.
 *
 * @example
 * parseMeasure('RR@10').compute({ gains: [0, 1], relevant: [1] }); // 0.5
 */
export function parseMeasure(text: string): Measure {
  const [, name, , digits] = /^([^@]*)(@(.*))?$/.exec(text) ?? [];
  const declaration = rankingMeasures.find((measure) => measure.name === name);
  if (!declaration) {
    const known = rankingMeasures.map((measure) => (measure.cutoff === 'required' ? `${measure.name}@k` : measure.name)).join(', ');
    throw new AccordError('invalid-input', `"${text}" is no measure.`, `Measures: ${known}.`);
  }
  if (digits === undefined ? declaration.cutoff === 'required' : !/^[1-9]\d*$/.test(digits)) {
    throw new AccordError('invalid-input', `"${text}" has no valid cutoff.`, `Write a whole number from 1, as in ${name}@10.`);
  }
  const cutoff = digits === undefined ? Infinity : Number(digits);
  return { declaration, cutoff, compute: (ranking) => declaration.compute(ranking, cutoff), toString: () => text };
}
