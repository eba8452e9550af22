import { z } from 'zod';
import { AccordError } from '../errors.ts';
import type { Hits } from './hits.ts';

export const fusionMethods = ['reciprocal-rank', 'min-max', 'theoretical-min-max', 'z-score'] as const;

/** How BM25 and dense scores become one. The defaults were best on training questions of NQ and SQuAD (eval/fusion-study.ts --train). */
export const FusionOptions = z.strictObject({
  method: z
    .enum(fusionMethods)
    .default('z-score')
    .describe('reciprocal-rank looks at ranks alone; the others add normalised scores (convex combination)'),
  denseWeight: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('Weight of the dense scores; BM25 has the rest. 0 is BM25 alone, 1 dense alone'),
  rankConstant: z.number().min(0).default(60).describe('Of reciprocal-rank: the larger, the less the first ranks stand out'),
});
export type FusionOptions = z.input<typeof FusionOptions>;

/** What one retriever says about a question. */
export interface Ranking {
  hits: Hits;
  /**
   * True scores of any docnos. Where it is given, a passage that only the other ranking found is weighed by its true score instead of
   * an assumed one: the lowest of `hits`, or with `theoretical-min-max` the lowest possible.
   */
  scores?: ((docnos: Uint32Array) => Float32Array) | undefined;
}

/**
 * The k best passages of two rankings, with the fused score.
 *
 * `reciprocal-rank` (Cormack, Clarke and Büttcher, SIGIR 2009): the sum of weight / (rankConstant + rank), a passage without rank gets
 * nothing. The others (Bruch, Gai and Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023): the sum of weight ·
 * normalised score, over the passages found by either. `min-max` maps the lowest and highest score to 0 and 1; `theoretical-min-max`
 * (TM2C2 there) takes for the lowest what the scorer can give at least, 0 for BM25 and -1 for the cosine; `z-score` subtracts the mean
 * and divides by the standard deviation. Scores that are all equal say nothing and become 0.
 *
 * @throws AccordError `invalid-config` for bad options.
 */
export function fuse({ bm25, dense }: { bm25: Ranking; dense: Ranking }, k: number, options: FusionOptions = {}): Hits {
  const { method, denseWeight, rankConstant } = parse(options);
  const docnos = union(bm25.hits.docnos, dense.hits.docnos);
  const columns =
    method === 'reciprocal-rank'
      ? [bm25, dense].map(({ hits }) => reciprocalRanks(docnos, hits, rankConstant))
      : [normalise(docnos, bm25, method, 0), normalise(docnos, dense, method, -1)];
  const fused = Float32Array.from(docnos, (_, i) => (1 - denseWeight) * columns[0]![i]! + denseWeight * columns[1]![i]!);
  const order = Uint32Array.from(docnos.keys())
    .sort((a, b) => fused[b]! - fused[a]! || docnos[a]! - docnos[b]!)
    .subarray(0, k);
  return { docnos: order.map((i) => docnos[i]!), scores: Float32Array.from(order, (i) => fused[i]!) };
}

function parse(options: FusionOptions): z.infer<typeof FusionOptions> {
  const parsed = FusionOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AccordError('invalid-config', `Options of the fusion: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
}

/** Ascending. */
function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  return Uint32Array.from(new Set([...a, ...b])).sort();
}

function reciprocalRanks(docnos: Uint32Array, { docnos: ranked }: Hits, constant: number): Float64Array {
  const ranks = new Map(Array.from(ranked, (docno, index) => [docno, index + 1]));
  return Float64Array.from(docnos, (docno) => {
    const rank = ranks.get(docno);
    return rank === undefined ? 0 : 1 / (constant + rank);
  });
}

function normalise(docnos: Uint32Array, ranking: Ranking, method: string, lowest: number): Float64Array {
  const { known, values } = column(docnos, ranking, method === 'theoretical-min-max' ? lowest : undefined);
  const { origin, unit } = method === 'z-score' ? moments(known) : range(known, method === 'theoretical-min-max' ? lowest : undefined);
  return values.map((value) => (unit > 0 ? (value - origin) / unit : 0));
}

/** A score for each docno, and those among them that are no assumption. */
function column(docnos: Uint32Array, { hits, scores }: Ranking, lowest: number | undefined): { values: Float64Array; known: Float64Array } {
  if (scores) {
    const values = Float64Array.from(scores(docnos));
    return { values, known: values };
  }
  const known = Float64Array.from(hits.scores);
  const missing = lowest ?? known.at(-1) ?? 0;
  const found = new Map(Array.from(hits.docnos, (docno, index) => [docno, known[index]!]));
  return { values: Float64Array.from(docnos, (docno) => found.get(docno) ?? missing), known };
}

interface Scale {
  origin: number;
  unit: number;
}

function range(values: Float64Array, lowest: number | undefined): Scale {
  const origin = lowest ?? values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return { origin, unit: values.reduce((most, value) => Math.max(most, value), origin) - origin };
}

function moments(values: Float64Array): Scale {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { origin: mean, unit: Math.sqrt(variance) };
}
