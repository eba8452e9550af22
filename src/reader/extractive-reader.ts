import { AccordError, throwIfAborted } from '../errors.ts';
import { loadPairModel, type PairModel, type PairModelOptions, type PairReading } from '../nn/pair-model.ts';
import type { Passage } from '../passage.ts';
import { findPhrase } from '../text/find-phrase.ts';
import { sentences } from '../text/sentences.ts';
import { type AnswerCalibration, parseCalibration, sigmoid, spanConfidence } from './calibration.ts';
import { contextClaim } from './context-claim.ts';
import { isPolarQuestion } from './polar-question.ts';
import type { Claim, Reader } from './reader.ts';

/**
 * Reads short answers off passages with a trained model: of each passage its best span, however uncertain, or yes or no to a question of that
 * kind. `confidence` is the calibrated chance that the answer is right. Passages that a `crossEncoder` of the same model and options has just
 * ranked for the question are not read again. `model` is a model directory, or one that is already loaded, whose options count.
 *
 * @throws AccordError `invalid-config`; `model-missing`; `unsupported-format`: no such model, or not one that finds answers
 *
 * @example
 * const reader = await extractiveReader({ model: 'models/minilm-reader' });
 * const [best] = await reader.read({ question: 'Who wrote Fidelio?', passages });
 */
export async function extractiveReader({ model: given, ...options }: { model: string | PairModel } & PairModelOptions): Promise<Reader> {
  const model = typeof given === 'string' ? await loadPairModel(given, options) : given;
  requireReader(model);
  const calibration = parseCalibration(model.directory.calibration, model.directory.files.config);
  return {
    id: `extractive(${model.id})`,
    independent: true,
    async read({ question, passages, ruledOut = [], signal }) {
      throwIfAborted(signal);
      const read = passages.map(({ passage }) => passage);
      const readings = await model.read(question, read, { signal });
      const polar = isPolarQuestion(question);
      return read
        .flatMap((passage, i) => claimsOf(passage, readings[i]!, calibration, { polar, ruledOut }))
        .sort((a, b) => b.confidence - a.confidence);
    },
  };
}

function requireReader({ id, findsSpans, directory }: PairModel): void {
  const missing = !findsSpans
    ? 'qa_outputs, which score answer spans'
    : !directory.files.labels.includes('answerable')
      ? 'output "answerable"'
      : '';
  if (!missing) return;
  throw new AccordError(
    'unsupported-format',
    `The model ${id} has no ${missing}: it cannot read.`,
    'Use a model that was trained as a reader.',
  );
}

function claimsOf(
  passage: Passage,
  { logits, spans }: PairReading,
  calibration: AnswerCalibration,
  { polar, ruledOut }: { polar: boolean; ruledOut: readonly string[] },
): Claim[] {
  const [best] = spans;
  if (!best) return [];
  const { answerable, yes, no } = logits;
  if (polar && yes !== undefined && no !== undefined) {
    const answer = yes > no ? 'yes' : 'no';
    const confidence = sigmoid(answerable!) * sigmoid(Math.abs(yes - no));
    return [contextClaim(passage, { answer, ...sentencesAround(passage.text, best.start, best.end), confidence })];
  }
  const textOf = ({ start, end }: typeof best) => passage.text.slice(start, end);
  const isRuledOut = (span: typeof best) => ruledOut.some((text) => findPhrase(text, textOf(span)) >= 0);
  const next = isRuledOut(best) ? spans.find((span) => !isRuledOut(span)) : undefined;
  return [best, ...(next ? [next] : [])].map((span) => {
    const { start, end, score } = span;
    return contextClaim(passage, { answer: textOf(span), start, end, confidence: spanConfidence(score, answerable!, calibration) });
  });
}

/** The sentences that a span touches: what supports a yes or no, of which no word need stand in the text. */
function sentencesAround(text: string, start: number, end: number): { start: number; end: number } {
  const touched = sentences(text).filter((sentence) => sentence.start < end && sentence.end > start);
  return { start: touched[0]?.start ?? start, end: touched.at(-1)?.end ?? end };
}
