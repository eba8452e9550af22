import { setMaxListeners } from 'node:events';
import { throwIfAborted } from '../../../errors.ts';
import { mapInOrder } from '../../../map-in-order.ts';
import type { LongRunning } from '../../../progress.ts';
import { type AugmentedQuestion, type AugmentParts, augmentQuestion } from './augment-question.ts';
import type { AugmentRow } from './augment-row.ts';
import { type AugmentOptions, parseAugmentOptions } from './options.ts';

export interface AugmentRunOptions extends LongRunning {
  /** How many questions there are, for the progress. */
  total?: number | undefined;
  /** Questions at a time. Default 4. */
  concurrency?: number | undefined;
}

/**
 * Other wordings of questions, with the labels of those they come from: rephrased, made complex, taken apart, constrained, as a query. In the order given.
 *
 * A variant inherits labels only where they still hold. Rephrasings and complex wordings are to mean the same: the detector has to take each to follow from the
 * other, and the reader has to answer them alike where a gold passage is known. Parts of a question, questions with one more condition and queries have truth
 * conditions of their own, or ones that the detector cannot read: they inherit only where the reader gives the same, right answer on a gold passage, and
 * are not asked for where there is none. What contradicts the question is left out, by itself: the question's other variants stay.
 *
 * Source: Dong et al., DPA-RAG, WWW 2025, section 3.2, whose published filter asks in one direction, without a threshold, and has no round trip.
 *
 * @throws AccordError `invalid-config` for bad options, `aborted`; what model, detector and reader throw
 * @example
 * const nli = await nliJudge({ model: 'models/minilm-nli' });
 * for await (const { variants } of augment(rows, { model, nli, reader: chatReader({ model }), gold: goldPassages() })) console.log(variants);
 */
export async function* augment(
  rows: Iterable<AugmentRow> | AsyncIterable<AugmentRow>,
  parts: AugmentParts,
  options: AugmentOptions = {},
  { total, concurrency = 4, signal, onProgress }: AugmentRunOptions = {},
): AsyncGenerator<AugmentedQuestion> {
  const settings = parseAugmentOptions(options);
  // What is still asked when it ends early is ended with it.
  const ending = new AbortController();
  const both = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  setMaxListeners(0, both);
  let done = 0;
  try {
    for await (const result of mapInOrder(rows, concurrency, (row) => augmentQuestion(row, parts, settings, both))) {
      throwIfAborted(signal);
      onProgress?.({ stage: 'augment', done: ++done, ...(total !== undefined && { total }) });
      yield result;
    }
  } finally {
    ending.abort();
  }
}
