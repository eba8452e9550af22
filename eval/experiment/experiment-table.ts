import { formatTable } from '../../src/cli/output.ts';
import { type ArmComparison, compareArms } from './compare-arms.ts';
import type { Experiment } from './experiment.ts';
import { type ArmResult, firstStage } from './results.ts';

/** The primary measure first; those of the reader where there was one. */
const measures = ['RR@10', 'R@1', 'EM, first 1', 'F1, first 1', 'EM, first 3', 'F1, first 3'];

/** The results so far as text: one table a measure. */
export function experimentTable(results: readonly ArmResult[], arms: Experiment['arms']): string {
  const tables = measures.flatMap((measure) => {
    const rows = compareArms(results, measure, arms);
    if (rows.length === 0) return [];
    const header = ['Arm', `${measure} [95 %]`, '± seeds', 'seeds', 'difference', 'from', 'p (Holm)', 'detectable', 'steps', 'minutes'];
    return [
      formatTable(
        header.map((name) => ({ header: name })),
        rows.map(cells),
      ),
    ];
  });
  return [
    ...tables,
    'p: paired randomisation over questions, adjusted over the arms that are compared with the same one',
    'detectable: the least difference found in four of five such samples; ± seeds: standard deviation of single trainings',
    ...[...arms].flatMap(([name, { description }]) => (results.some(({ arm }) => arm === name) ? [`${name}: ${description}`] : [])),
  ].join('\n\n');
}

function cells({ arm, seeds, steps, mean, interval, seedDeviation, against, minutes }: ArmComparison): string[] {
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  const trained = arm !== firstStage;
  return [
    arm,
    `${mean.toFixed(3)} [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`,
    seedDeviation?.toFixed(3) ?? '',
    trained ? String(seeds) : '',
    against ? signed(against.difference) : '',
    against?.arm ?? '',
    against ? (against.pValue < 0.001 ? '<.001' : against.pValue.toFixed(3)) : '',
    against?.minimumDetectable?.toFixed(3) ?? '',
    trained ? String(steps) : '',
    trained ? minutes.toFixed(1) : '',
  ];
}
