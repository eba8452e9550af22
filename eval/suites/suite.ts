import { z } from 'zod';
import type { LlmOptions } from '../../src/cli/config/llm-options.ts';
import type { ConflictClaim } from '../../src/conflict/claim.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { Comparison, Figure } from './summarize-systems.ts';

/** How a conflict suite runs; a suite that cannot do what an option asks for says so. */
export const SuiteOptions = z.object({
  claims: z
    .enum(['oracle', 'reader'])
    .default('reader')
    .describe('oracle: what the data set says of each passage, so that only the resolver is measured; reader: what the reader states'),
  readerModel: z.string().min(1).optional().describe('model directory of the extractive reader; default: the one of the package'),
  llm: z.custom<LlmOptions>().optional(),
  reader: z
    .enum(['extractive', 'chat'])
    .optional()
    .describe('what states claims; default: chat where a language model is named, else extractive'),
  claimsFrom: z
    .string()
    .min(1)
    .optional()
    .describe('file that an earlier run wrote with --out: decide anew on its claims, without reading again'),
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
  part?: string | undefined;
  question?: string | undefined;
  /** What was stated of each source, best first. */
  claims?: readonly ConflictClaim[] | undefined;
  /** By system. */
  predictions: Record<string, string[]>;
  /** By system, then by measure. */
  values: Record<string, Record<string, number>>;
}

/** Figures at one setting of the dial. */
export interface DialPoint {
  dial: number;
  figures: Record<string, number | null>;
}

export interface SuiteReport {
  suite: string;
  /** How many questions were asked; a figure's own denominator is with it. */
  items: number;
  claims: 'oracle' | 'reader';
  config: object;
  /** Figures of ours and the baselines over the same questions, by name. */
  systems: Record<string, Record<string, Figure>>;
  /** The same for each part of the suite. */
  parts?: Record<string, Record<string, Record<string, Figure>>> | undefined;
  /** Ours less each baseline. */
  comparisons?: Comparison[] | undefined;
  /** Ours at eleven settings of the dial. */
  dial?: DialPoint[] | undefined;
  rows: SuiteRow[];
}

/** One benchmark of knowledge conflicts. */
export interface Suite {
  name: string;
  description: string;
  /** @throws AccordError `data-missing` without the data set, `invalid-input` for options that the suite cannot follow. */
  run(options?: SuiteOptions & LongRunning): Promise<SuiteReport>;
}
