import { formatTable } from '../../src/cli/output.ts';
import { arms } from './arms.ts';
import { type ArmComparison, compareArms } from './compare-arms.ts';
import type { ArmResult } from './results.ts';

/** The primary measure first; those of the reader where there was one. */
const measures = ['RR@10', 'R@1', 'EM, first 1', 'F1, first 1', 'EM, first 3', 'F1, first 3'];

/** The results so far as text: one table a measure. */
export function ablationTable(results: readonly ArmResult[]): string {
  const tables = measures.flatMap((measure) => {
    const rows = compareArms(results, measure);
    if (rows.length === 0) return [];
    const header = ['Arm', `${measure} [95 %]`, '± seeds', 'seeds', 'difference', 'p (Holm)', 'detectable', 'minutes'];
    return [
      formatTable(
        header.map((name) => ({ header: name })),
        rows.map(cells),
      ),
    ];
  });
  return [
    ...tables,
    'difference: from "stock", of arms on probed passages from "gold labels"; p: paired randomisation over questions, adjusted over the arms',
    'detectable: the least difference found in four of five such samples; ± seeds: standard deviation of single trainings',
    ...Object.entries(arms).flatMap(([name, { description }]) =>
      results.some(({ arm }) => arm === name) ? [`${name}: ${description}`] : [],
    ),
  ].join('\n\n');
}

function cells({ arm, seeds, mean, interval, seedDeviation, against, minutes }: ArmComparison): string[] {
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  return [
    arm,
    `${mean.toFixed(3)} [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`,
    seedDeviation?.toFixed(3) ?? '',
    arm === 'first stage' ? '' : String(seeds),
    against ? signed(against.difference) : '',
    against ? (against.pValue < 0.001 ? '<.001' : against.pValue.toFixed(3)) : '',
    against?.minimumDetectable?.toFixed(3) ?? '',
    arm === 'first stage' ? '' : minutes.toFixed(1),
  ];
}
