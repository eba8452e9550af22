import { z } from 'zod';
import { AccordError } from '../../../errors.ts';
import { retrievalModes } from '../../../retrieval/retriever.ts';
import { baselines } from '../record.ts';

const rank = z.int().min(1).max(1000);

/** Ranks as numbers, or as a text like "1,25,50,100". */
const ranks = z.preprocess((value) => (typeof value === 'string' ? value.split(',').map(Number) : value), z.array(rank).min(1));

/** The ranks that DPA-RAG probes. */
const defaultRanks: readonly number[] = [1, 25, 50, 100];

export const ProbeOptions = z.strictObject({
  baseline: z
    .enum(baselines)
    .default('without-this-passage')
    .describe('What the reader had before: closed-book (nothing), or without-this-passage (the other passages of its k)'),
  ranks: ranks.optional().describe(`Which places of the list are probed (default ${defaultRanks.join(',')})`),
  top: rank.optional().describe('Probes every place up to this one instead of ranks'),
  k: z.int().min(1).max(1000).default(5).describe('How many passages the reader reads; of no meaning with closed-book'),
  repeats: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      'Probes so often; from the second time a random half of the other passages, in random order, and another seed, to see which labels stay',
    ),
  round: z.int().min(1).max(100).default(1).describe('Noted in the records; 2 for passages that a tuned reranker puts first'),
  depth: z.int().min(1).max(1000).default(50).describe('How many passages are retrieved for a reranker'),
  mode: z.enum(retrievalModes).optional().describe('What finds the passages; default: what the store can'),
  likelihood: z
    .boolean()
    .default(true)
    .describe('Whether a reader that can is asked how likely the right answer is, which costs as many requests again'),
  texts: z.boolean().default(true).describe('Whether records hold the texts of the passages; without, training needs the store'),
  concurrency: z.int().min(1).max(1024).default(8).describe('Requests to the reader at a time'),
  seed: z.int().min(0).default(1).describe('Equal seeds, equal probes'),
});
export type ProbeOptions = z.input<typeof ProbeOptions>;
export type ProbeSettings = z.output<typeof ProbeOptions>;

/** @throws AccordError `invalid-config` */
export function parseProbeOptions(options: ProbeOptions): ProbeSettings {
  const parsed = ProbeOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AccordError('invalid-config', `Options of the probe: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
}

/** The places that are probed, ascending. */
export function probedRanks({ ranks: given = [...defaultRanks], top }: Pick<ProbeSettings, 'ranks' | 'top'>): number[] {
  return top === undefined ? [...new Set(given)].sort((a, b) => a - b) : Array.from({ length: top }, (_, i) => i + 1);
}
