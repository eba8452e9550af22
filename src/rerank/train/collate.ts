import { excluded } from '../../nn/training/losses.ts';
import type { Feeds } from '../../nn/training/program.ts';
import { countTokens, matrix, sequenceFeeds, type TokenPair } from '../../nn/training/sequences.ts';

/** A passage as read for a question. */
export interface Candidate extends TokenPair {
  /** Index of the first token after the passage's title: answers are sought from here on. */
  textStart: number;
  positive: boolean;
  /** How much it helps, where that is known; else 1 for positives, 0 for others. */
  degree?: number | undefined;
  /** First and last token of each occurrence of the answer, as indices into `ids`. */
  spans: readonly { start: number; end: number }[];
}

/** A question with the passages that compete for it. */
export interface Example {
  id: string;
  /** Tokens of each candidate. */
  lengths: readonly number[];
  candidates: readonly Candidate[];
  yes?: boolean | undefined;
}

/**
 * A batch of examples as inputs of the reading model. An example teaches usefulness where it has positive and negative passages, spans where its answer
 * is in the text. Each question counts `scale`, so that several micro-batches add up to one step.
 * @param labels of the model: without `useful`, usefulness is not taught
 */
export function collate(examples: readonly Example[], scale: number, labels: readonly string[]): Feeds {
  const candidates = examples.flatMap((example) => example.candidates);
  const batch = candidates.length;
  const feeds = sequenceFeeds(candidates);
  if (labels.includes('useful')) {
    for (const [part, feed] of Object.entries(listTargets(examples, batch, scale))) feeds[`useful.${part}`] = feed;
  }
  return Object.assign(
    feeds,
    answerability(examples, batch, scale),
    polarity(examples, batch, scale),
    spanTargets(examples, countTokens(candidates), scale),
  );
}

/** `group`, `target` and `weight` of the list-wise loss: each question's positives among its passages. */
export function listTargets(examples: readonly Example[], batch: number, scale: number): Feeds {
  const rows = examples.length;
  const [group, target] = [0, 1].map(() => new Float32Array(rows * batch).fill(excluded)) as [Float32Array, Float32Array];
  const weight = new Float32Array(rows);
  let column = 0;
  for (const [row, { candidates }] of examples.entries()) {
    const positives = candidates.filter(({ positive }) => positive).length;
    if (positives > 0 && positives < candidates.length) weight[row] = scale;
    for (const { positive } of candidates) {
      group[row * batch + column] = 0;
      if (positive) target[row * batch + column] = 0;
      column++;
    }
  }
  return { group: matrix(rows, batch, group), target: matrix(rows, batch, target), weight: matrix(rows, 1, weight) };
}

/** Positives and negatives of a question weigh the same, whatever their number; without negatives there is nothing to tell apart. */
function answerability(examples: readonly Example[], batch: number, scale: number): Feeds {
  const [label, weight] = [new Float32Array(batch), new Float32Array(batch)];
  let column = 0;
  for (const { candidates } of examples) {
    const positives = candidates.filter(({ positive }) => positive).length;
    const negatives = candidates.length - positives;
    for (const { positive } of candidates) {
      label[column] = Number(positive);
      weight[column] = negatives > 0 ? scale / 2 / (positive ? positives : negatives) : 0;
      column++;
    }
  }
  return { 'answerable.label': matrix(1, batch, label), 'answerable.weight': matrix(1, batch, weight) };
}

/** Only the right passage of a yes/no question says which of the two. */
function polarity(examples: readonly Example[], batch: number, scale: number): Feeds {
  const [label, weight] = [new Float32Array(batch), new Float32Array(batch)];
  let column = 0;
  for (const { candidates, yes } of examples) {
    for (const { positive } of candidates) {
      label[column] = Number(yes ?? 0);
      weight[column] = yes !== undefined && positive ? scale : 0;
      column++;
    }
  }
  return { 'yes.label': matrix(1, batch, label), 'yes.weight': matrix(1, batch, weight) };
}

/** The start and the end are sought among all tokens of the texts of a question's candidates. */
function spanTargets(examples: readonly Example[], tokens: number, scale: number): Feeds {
  const rows = examples.length;
  const [group, start, end] = [0, 1, 2].map(() => new Float32Array(rows * tokens).fill(excluded)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const weight = new Float32Array(rows);
  let first = 0;
  for (const [row, { candidates }] of examples.entries()) {
    for (const { ids, textStart, spans } of candidates) {
      const at = row * tokens + first;
      group.fill(0, at + textStart, at + ids.length - 1);
      for (const span of spans) {
        start[at + span.start] = 0;
        end[at + span.end] = 0;
        weight[row] = scale / 2;
      }
      first += ids.length;
    }
  }
  return {
    'span.group': matrix(rows, tokens, group),
    'start.target': matrix(rows, tokens, start),
    'end.target': matrix(rows, tokens, end),
    'span.weight': matrix(rows, 1, weight),
  };
}
