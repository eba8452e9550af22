import type { TaskSummary } from './step-log.ts';

/** Sums up a step of tasks learned together from the outputs `loss.NAME`, `tasks.weights` and `tasks.gram` of its micro-batches. */
export function summarizeTasks(names: readonly string[], outputs: readonly Record<string, Float32Array>[]): { tasks: TaskSummary } {
  const sum = (of: (output: Record<string, Float32Array>) => ArrayLike<number>): number[] =>
    outputs.map(of).reduce<number[]>((total, part) => Array.from(part, (value, i) => (total[i] ?? 0) + value), []);
  return {
    tasks: {
      names,
      losses: sum((output) => names.map((name) => output[`loss.${name}`]![0]!)).map(brief),
      weights: sum((output) => output['tasks.weights']!).map((weight) => brief(weight / outputs.length)),
      gram: sum((output) => output['tasks.gram']!).map(brief),
    },
  };
}

const brief = (value: number): number => Number(value.toPrecision(5));
