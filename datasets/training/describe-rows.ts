import { sample } from '../../eval/statistics/sample.ts';
import { questionBlindAuc } from '../../src/rerank/train/question-blind.ts';
import type { TrainingRow } from '../../src/rerank/train/rows.ts';

const questionBlindSample = 4000;

/** One line: how many rows and passages, where in the passages the answers begin (tenths of the text), and what a question-blind classifier finds. */
export function describeRows(rows: readonly TrainingRow[]): string {
  const positives = rows.flatMap((row) => row.positives);
  const tenths = new Array<number>(10).fill(0);
  for (const { text, spans } of positives) for (const { start } of spans ?? []) tenths[Math.floor((10 * start) / text.length)]!++;
  const total = tenths.reduce((sum, count) => sum + count, 0);
  const { words, form } = questionBlindAuc(sample(rows, questionBlindSample, 1));
  const parts = [
    `${rows.length} rows`,
    `${positives.length} positives`,
    `${rows.reduce((sum, { negatives }) => sum + negatives.length, 0)} negatives`,
    `question-blind AUC ${words.toFixed(3)} by words, ${form.toFixed(3)} by form`,
  ];
  if (total > 0) parts.push(`answers begin in tenths of the text: ${tenths.map((count) => (count / total).toFixed(2)).join(' ')}`);
  return parts.join(' · ');
}
