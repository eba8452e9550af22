import { z } from 'zod';
import { AccordError } from '../errors.ts';

const logistic = (what: string) => z.number().describe(what);

/** The `calibration` of a model's config.json: a logistic regression from what the model says to the chance that its answer is right. */
export const AnswerCalibration = z.strictObject({
  span: logistic('Weight of the score of the best span'),
  answerable: logistic('Weight of the logit that the passage answers the question'),
  bias: z.number(),
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

/** The chance that a span of a passage answers the question, by its score and the logit that the passage answers. */
export function spanConfidence(score: number, logit: number, { span, answerable, bias }: AnswerCalibration): number {
  return sigmoid(span * score + answerable * logit + bias);
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
