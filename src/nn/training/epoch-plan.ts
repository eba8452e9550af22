import type { Rng } from './rng.ts';

/** What is learned from at once, such as a question with its passages: its sequences stay in one micro-batch. */
export interface Example {
  /** Names it in messages. */
  readonly id: string;
  /** Tokens of each of its sequences. */
  readonly lengths: readonly number[];
}

export interface BatchSizes {
  /** Examples of an optimizer step; the last step of an epoch takes what is left. */
  batchSize: number;
  /** Most tokens of a micro-batch, padding included; an example that has more comes alone. */
  tokenBudget: number;
}

/** An optimizer step: its micro-batches, each the indices of its examples. */
export type Step = readonly (readonly number[])[];

/** Examples are sorted by length within this many steps: the more, the less padding, and the more alike the micro-batches of epochs. */
const windowSteps = 64;

/** What one more micro-batch costs beside its tokens, in tokens. */
const microBatchCost = 64;

/**
 * Deals the examples of an epoch into steps, in random order with next to no padding. Each window of examples is sorted by length and cut
 * into chunks of neighbours that fill a micro-batch on average; a step gets chunks from all over the window, and is then divided into
 * the micro-batches that cost the least.
 */
export function planEpoch(examples: readonly Example[], sizes: BatchSizes, rng: Rng): Step[] {
  const order = rng.shuffle(examples.keys());
  const whole = order.length - (order.length % sizes.batchSize);
  const steps: number[][] = [];
  for (let start = 0; start < whole; start += windowSteps * sizes.batchSize) {
    const window = order.slice(start, Math.min(whole, start + windowSteps * sizes.batchSize));
    steps.push(...dealWindow(window, examples, sizes, rng));
  }
  if (whole < order.length) steps.push(order.slice(whole));
  return steps.map((step) => divide(step, examples, sizes.tokenBudget));
}

/** Real tokens of the steps, and those with the padding up to the longest sequence of each micro-batch. */
export function countTokens(steps: readonly Step[], examples: readonly Example[]): { real: number; padded: number } {
  let [real, padded] = [0, 0];
  for (const batch of steps.flat()) {
    const lengths = batch.flatMap((index) => examples[index]!.lengths);
    for (const length of lengths) real += length;
    padded += lengths.length * Math.max(...lengths);
  }
  return { real, padded };
}

function dealWindow(window: number[], examples: readonly Example[], { batchSize, tokenBudget }: BatchSizes, rng: Rng): number[][] {
  const longest = (index: number): number => Math.max(...examples[index]!.lengths);
  const sorted = window.map((index) => ({ index, longest: longest(index) })).sort((a, b) => a.longest - b.longest);
  const tokens = sorted.reduce((sum, { index, longest }) => sum + examples[index]!.lengths.length * longest, 0);
  const stepCount = window.length / batchSize;
  // At least two, so that no step has sequences of one length only.
  const chunks = Math.min(batchSize, Math.max(2, Math.ceil(tokens / stepCount / tokenBudget)));

  // Chunk number c of every step has the same size, so that any of them can go to any step.
  const kinds = rng.shuffle(Array.from({ length: stepCount * chunks }, (_, i) => i % chunks));
  const dealt: number[][][] = Array.from({ length: chunks }, () => []);
  let at = 0;
  for (const kind of kinds) {
    const size = Math.floor(((kind + 1) * batchSize) / chunks) - Math.floor((kind * batchSize) / chunks);
    dealt[kind]!.push(sorted.slice(at, at + size).map(({ index }) => index));
    at += size;
  }
  const shuffled = dealt.map((ofKind) => rng.shuffle(ofKind));
  return Array.from({ length: stepCount }, (_, step) => shuffled.flatMap((ofKind) => ofKind[step]!));
}

/** The cheapest division of a step, sorted by length, into micro-batches within the budget: dynamic programming over where to cut. */
function divide(step: number[], examples: readonly Example[], tokenBudget: number): number[][] {
  const sorted = step
    .map((index) => ({ index, count: examples[index]!.lengths.length, longest: Math.max(...examples[index]!.lengths) }))
    .sort((a, b) => a.longest - b.longest || a.index - b.index);
  const costs = [0];
  const cuts = [0];
  for (let end = 1; end <= sorted.length; end++) {
    costs[end] = Number.POSITIVE_INFINITY;
    let count = 0;
    for (let begin = end - 1; begin >= 0; begin--) {
      count += sorted[begin]!.count;
      const padded = count * sorted[end - 1]!.longest;
      if (padded > tokenBudget && begin < end - 1) break;
      const cost = costs[begin]! + padded + microBatchCost;
      if (cost < costs[end]!) [costs[end], cuts[end]] = [cost, begin];
    }
  }
  const batches: number[][] = [];
  for (let end = sorted.length; end > 0; end = cuts[end]!) batches.push(sorted.slice(cuts[end], end).map(({ index }) => index));
  return batches;
}
