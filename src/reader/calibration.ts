import { z } from 'zod';
import { AccordError } from '../errors.ts';

const logistic = (what: string) => z.number().describe(what);

/** The `calibration` of a model's config.json: logistic regressions from what is known of a span to the chance that it answers the question. */
export const AnswerCalibration = z.strictObject({
  span: logistic('Weight of the score of the best span'),
  answerable: logistic('Weight of the logit that the passage answers the question'),
  bias: z.number(),
  ranked: z
    .strictObject({ span: logistic('The same'), useful: logistic('Weight of the log-odds that the passage is useful'), bias: z.number() })
    .optional()
    .describe('For passages that a reranker has judged; default: as for others'),
});
export type AnswerCalibration = z.infer<typeof AnswerCalibration>;

/** Without a calibration the answerable logit stands for itself. */
const uncalibrated: AnswerCalibration = { span: 0, answerable: 1, bias: 0 };

/** @throws AccordError `unsupported-format`: other keys or values */
export function parseCalibration(section: unknown, source: string): AnswerCalibration {
  if (section === undefined) return uncalibrated;
  const parsed = AnswerCalibration.safeParse(section);
  if (parsed.success) return parsed.data;
  throw new AccordError(
    'unsupported-format',
    `${source}: accord.calibration: ${z.prettifyError(parsed.error)}`,
    'Train the model again, or remove the section.',
  );
}

/**
 * The chance that a span of a passage answers the question.
 * @param useful P(the passage is useful), of passages that a reranker has judged: it knows of the passage's retrieval, which the reader does not
 */
export function spanConfidence(
  score: number,
  { answerable, useful }: { answerable: number; useful?: number | undefined },
  { ranked, ...unranked }: AnswerCalibration,
): number {
  if (ranked === undefined || useful === undefined)
    return sigmoid(unranked.span * score + unranked.answerable * answerable + unranked.bias);
  return sigmoid(ranked.span * score + ranked.useful * logOdds(useful) + ranked.bias);
}

/** Nothing is certain. */
const least = 1e-6;

export function logOdds(probability: number): number {
  const bounded = Math.min(1 - least, Math.max(least, probability));
  return Math.log(bounded / (1 - bounded));
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
