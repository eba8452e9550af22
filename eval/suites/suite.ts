import { z } from 'zod';
import type { LongRunning } from '../../src/progress.ts';
import type { Intervals, Metrics } from '../summarize.ts';

/** How a conflict suite runs; a suite that cannot do what an option asks for says so. */
export const SuiteOptions = z.object({
  claims: z
    .enum(['oracle', 'reader'])
    .default('reader')
    .describe('oracle: what the data set says of each passage, so that only the resolver is measured; reader: what the reader states'),
  policy: z.string().min(1).optional().describe('preset of the policy; default: that of the suite'),
  dial: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('0: memory stands against any context, 1: context against any memory; default: that of the policy'),
  limit: z.int().min(1).optional().describe('ask only so many questions, drawn by the seed'),
  seed: z.int().min(0).default(42).describe('for the questions drawn and the bootstrap intervals'),
});
export type SuiteOptions = z.input<typeof SuiteOptions>;

/** One question of a suite under every system; what `--out` writes. */
export interface SuiteRow {
  id: string;
  /** By system. */
  predictions: Record<string, string[]>;
  /** By system, then by measure. */
  values: Record<string, Record<string, number>>;
}

export interface SuiteReport {
  suite: string;
  /** How many questions were asked; a measure's own denominator is in `intervals`. */
  items: number;
  claims: 'oracle' | 'reader';
  config: object;
  /** Ours and the baselines over the same questions, by name. */
  systems: Record<string, { metrics: Metrics; intervals: Intervals }>;
  rows: SuiteRow[];
}

/** One benchmark of knowledge conflicts. */
export interface Suite {
  name: string;
  description: string;
  /** @throws AccordError `data-missing` without the data set, `invalid-input` for options that the suite cannot follow. */
  run(options?: SuiteOptions & LongRunning): Promise<SuiteReport>;
}
