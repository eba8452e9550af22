import type { LongRunning } from '../src/progress.ts';
import { type Combination, type Combinations, column, type Feature } from '../src/rerank/combine.ts';
import type { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { fitCombination, fitLogistic, type LabelledList } from '../src/rerank/train/fit-combination.ts';
import { calibrateRanges } from './calibrate-ranges.ts';
import { type CandidateReading, readCandidates } from './heldout.ts';
import { calibrationError, type Forecast } from './measures/calibration-error.ts';
import { exactMatch } from './measures/exact-match.ts';
import { updateAccord } from './update-accord.ts';

/** For lists of both retrievers, of one, and of passages that no retriever has scored. */
const featureSets: readonly Feature[][] = [['logit', 'dense', 'bm25'], ['logit', 'dense'], ['logit', 'bm25'], ['logit']];

export interface CalibrationReport {
  /** Expected calibration error of P(useful) on questions that the fit did not see; null where there are too few to leave some out. */
  usefulError: number | null;
  /** The same of the reader's confidence; null for a model that reads no answers. */
  answerError: number | null;
}

/** Passages of a question that the reader is calibrated on: what lies deeper is seldom read. */
const answerDepth = 10;

/**
 * Completes a trained model directory with what is measured on held-out questions, in the `accord` section of its config.json: ranges of activations for
 * int8, how logit and first-stage scores combine to P(useful), and how span score and answerability give the chance that an answer is right.
 *
 * @param rows questions that neither the model nor the first stage's embedder was trained on, else that one's scores get too much weight
 * @param options.answered questions with answers, for the reader; default: the same
 */
export async function calibrateModel(
  modelDirectory: string,
  rows: readonly CandidateRow[],
  options: LongRunning & { depth?: number; answered?: readonly CandidateRow[] } = {},
): Promise<CalibrationReport> {
  const { depth = 50, answered, ...running } = options;
  await updateAccord(modelDirectory, { combine: undefined, calibration: undefined });
  await calibrateRanges(
    modelDirectory,
    rows.flatMap(({ question, candidates }) => candidates.slice(0, 8).map(({ title, text }) => ({ question, title, text }))),
  );
  const readings = await readCandidates(modelDirectory, rows, depth, running);

  const lists = rows.map((row, i): LabelledList => {
    const passages = readings[i]!.map(({ logit }, j) => ({ scores: { ...defined(row.candidates[j]!.scores), logit } }));
    return { passages, labels: readings[i]!.map((_, j) => row.candidates[j]!.label === 1) };
  });
  // Passages that hold an answer without being labelled right may be right: they would teach that right is wrong.
  const clean = lists.map((list, i) => without(list, (j) => rows[i]!.candidates[j]!.label === 0 && rows[i]!.candidates[j]!.holdsAnswer));
  const available = featureSets.filter((set) => set.every((feature) => clean.every(({ passages }) => column(passages, feature))));
  const combine: Combinations = available.map((set) => rounded(fitCombination(clean, set)));

  const asked = (answered ?? rows).filter(({ answers }) => answers.length > 0);
  const read = answered
    ? await readCandidates(modelDirectory, asked, answerDepth, running)
    : readings.filter((_, i) => rows[i]!.answers.length > 0);
  const observations = asked.map((row, i) => answerObservations(row, read[i]!.slice(0, answerDepth)));
  const reads = bothKinds(observations.flat());
  const calibration = reads ? answerCalibration(observations.flat()) : undefined;
  await updateAccord(modelDirectory, { combine, calibration });
  return {
    usefulError: crossValidated(
      clean,
      (part) => part.some(isTelling),
      (part) => {
        const { weights, bias, features } = fitCombination(part, available[0]!);
        return (list) => {
          const columns = features.map((feature) => column(list.passages, feature)!);
          return list.labels.map((right, j) => ({
            probability: sigmoid(weights.reduce((sum, weight, f) => sum + weight * columns[f]![j]!, bias)),
            right,
          }));
        };
      },
    ),
    answerError: reads
      ? crossValidated(
          observations,
          (part) => bothKinds(part.flat()),
          (part) => {
            const { weights, bias } = fitLogistic(part.flat());
            return (list) =>
              list.map(({ x, right }) => ({ probability: sigmoid(weights[0]! * x[0]! + weights[1]! * x[1]! + bias), right }));
          },
        )
      : null,
  };
}

/** Whether the best span of each passage is right, by its score and the answerable logit. */
function answerObservations({ answers }: CandidateRow, readings: readonly CandidateReading[]): { x: number[]; right: boolean }[] {
  return readings.flatMap(({ answer, spanScore, answerable }) =>
    answer && answerable !== undefined ? [{ x: [spanScore, answerable], right: exactMatch.compute(answer, answers) === 1 }] : [],
  );
}

function answerCalibration(observations: readonly { x: number[]; right: boolean }[]) {
  const { weights, bias } = fitLogistic(observations);
  return { span: round(weights[0]!), answerable: round(weights[1]!), bias: round(bias) };
}

const bothKinds = (observations: readonly { right: boolean }[]): boolean => new Set(observations.map(({ right }) => right)).size === 2;

/** Lists of one kind tell nothing of the order. */
const isTelling = ({ labels }: LabelledList): boolean => labels.includes(true) && labels.includes(false);

/** Mean error over two halves of the questions, each forecast by a fit to the other; null where a half is not enough for a fit. */
function crossValidated<T>(
  lists: readonly T[],
  isEnough: (part: readonly T[]) => boolean,
  forecaster: (part: readonly T[]) => (list: T) => Forecast[],
): number | null {
  const halves = [0, 1].map((half) => lists.filter((_, i) => i % 2 === half));
  if (!halves.every(isEnough)) return null;
  return calibrationError(halves.flatMap((half, i) => half.flatMap(forecaster(halves[1 - i]!))));
}

function without({ passages, labels }: LabelledList, left: (index: number) => boolean): LabelledList {
  return { passages: passages.filter((_, i) => !left(i)), labels: labels.filter((_, i) => !left(i)) };
}

function defined({ bm25, dense }: CandidateRow['candidates'][number]['scores']): { bm25?: number; dense?: number } {
  return { ...(bm25 !== undefined && { bm25 }), ...(dense !== undefined && { dense }) };
}

const rounded = ({ features, weights, bias }: Combination): Combination => ({ features, weights: weights.map(round), bias: round(bias) });
const round = (value: number): number => Number(value.toPrecision(6));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
