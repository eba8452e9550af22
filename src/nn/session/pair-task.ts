import { joinPair, type PairSequence } from '../tokenizer/pair-sequences.ts';
import { loadPairTokenizer, type PairTokenizer } from '../tokenizer/pair-tokenizer.ts';
import { bertPairNetwork } from './bert-pair-network.ts';
import { bestSpans } from './best-spans.ts';
import { onnxPairNetwork } from './onnx-pair-network.ts';
import type { PairNetwork } from './pair-network.ts';
import type { PairInput, PairSpec } from './pair-spec.ts';
import type { Task } from './task.ts';

/** A window together with where its tokens stand in the passage's text, negative in its title. */
interface Window extends PairSequence {
  starts?: Int32Array;
  ends?: Int32Array;
}

/** Spans given for a passage, none overlapping another. */
const spansPerPassage = 3;

/**
 * The output of an input: the classifier's logits, of the window where the first of them is highest, then the best spans over all windows: score
 * (start logit + end logit), start and end in UTF-16 code units of the text. A model without span scores gives logits alone.
 */
export class PairTask implements Task<PairInput> {
  readonly batchTokens = 1280;

  private constructor(
    private readonly spec: PairSpec,
    private readonly tokenizer: PairTokenizer,
    private readonly network: PairNetwork,
  ) {}

  static async create(spec: PairSpec): Promise<PairTask> {
    const tokenizer = await loadPairTokenizer(spec.model.tokenizer);
    const network = spec.model.onnx ? await onnxPairNetwork(spec) : await bertPairNetwork(spec, tokenizer);
    return new PairTask(spec, tokenizer, network);
  }

  release(): Promise<void> {
    return this.network.release();
  }

  sequences({ question, title, text }: PairInput): Window[] {
    const asked = this.tokenizer.encode(question);
    const heading = title ? `${title}\n` : '';
    if (!this.network.findsSpans) return joinPair(this.tokenizer, asked, this.tokenizer.encode(heading + text), this.spec);
    const { ids, starts, ends } = this.tokenizer.encodeWithOffsets!(heading + text);
    for (let i = 0; i < ids.length; i++) {
      starts[i]! -= heading.length;
      ends[i]! -= heading.length;
    }
    return joinPair(this.tokenizer, asked, ids, this.spec).map((sequence) => ({ ...sequence, starts, ends }));
  }

  /** The logits of each sequence, then the start and end score of each token of its window. */
  async run(batch: readonly PairSequence[]): Promise<Float32Array[]> {
    const rows = batch.length;
    const width = batch.reduce((most, { ids }) => Math.max(most, ids.length), 0);
    const { logits, spans } = await this.network.run(batch, width);
    const labels = this.spec.model.labels.length;
    return batch.map(({ ids: sequence, passageStart }, row) => {
      const own = logits.slice(row * labels, (row + 1) * labels);
      if (!spans) return own;
      const tokens = sequence.length - passageStart - 1;
      const out = new Float32Array(labels + 2 * tokens);
      out.set(own);
      for (let i = 0; i < tokens; i++) {
        const at = 2 * ((passageStart + i) * rows + row);
        out[labels + i] = spans[at]!;
        out[labels + tokens + i] = spans[at + 1]!;
      }
      return out;
    });
  }

  combine(results: Float32Array[], windows: readonly Window[]): Float32Array {
    const labels = this.spec.model.labels.length;
    let best = results[0]!;
    for (const result of results) if (result[0]! > best[0]!) best = result;
    if (!this.network.findsSpans) return best;
    const spans = windows.flatMap((window, i) => this.answerSpans(results[i]!.subarray(labels), window));
    spans.sort((a, b) => b.score - a.score);
    const chosen: typeof spans = [];
    for (const span of spans) {
      // Neighbouring windows see the same tokens.
      if (chosen.some((other) => span.start < other.end && span.end > other.start)) continue;
      if (chosen.push(span) === spansPerPassage) break;
    }
    return Float32Array.of(...best.subarray(0, labels), ...chosen.flatMap(({ score, start, end }) => [score, start, end]));
  }

  /** The best spans of one window, in UTF-16 code units of the text. */
  private answerSpans(scores: Float32Array, { tokenStart, starts, ends }: Window): { score: number; start: number; end: number }[] {
    const tokens = scores.length / 2;
    let first = 0;
    while (first < tokens && starts![tokenStart + first]! < 0) first++;
    return bestSpans(scores.subarray(first, tokens), scores.subarray(tokens + first), this.spec.maxAnswerTokens, spansPerPassage).map(
      ({ score, start, end }) => ({
        score,
        start: starts![tokenStart + first + start]!,
        end: ends![tokenStart + first + end]!,
      }),
    );
  }
}
