import { Command } from 'commander';
import type { z } from 'zod';
import type { TrainingResult } from '../../../nn/training/train.ts';
import type { CandidateRow } from '../../../rerank/train/candidate-rows.ts';
import type { HeldOutOptions } from '../../../rerank/train/held-out-rows.ts';
import { RankingTrainingOptions } from '../../../rerank/train/ranking-options.ts';
import { ReadingTrainingOptions, TrainingSource } from '../../../rerank/train/reading-options.ts';
import type { PassageTrainingRun } from '../../../rerank/train/train-passage-model.ts';
import type { PassageStore } from '../../../retrieval/store/store.ts';
import { examples } from '../../examples.ts';
import { withStore } from '../../open-store.ts';
import { note } from '../../output.ts';
import { signalOf } from '../../run-program.ts';
import { schemaOptions, schemaValues } from '../../schema-options.ts';
import { warnQuestionBlind } from '../../warn-question-blind.ts';
import { complete, given } from './options.ts';
import { type TrainFlags, trainAndReport } from './train-and-report.ts';

interface RerankerFlags extends TrainFlags {
  preferences?: string[];
  store?: string;
}

/** Options that are flags: the others follow from the command and its arguments. */
const sourceShape = TrainingSource.omit({ path: true, holdOut: true, preferences: true });
const readingShape = ReadingTrainingOptions.omit({ heads: true, sources: true });
const rankingShape = RankingTrainingOptions.omit({ heads: true, sources: true });

/** Every so many rows one is held out where no file of held-out questions is given. */
const holdOut = 10;

export function rerankerCommand(): Command {
  const what = 'Train a cross-encoder that tells which passages help to answer a question.';
  const command = passageCommand('reranker', what, rankingShape)
    .option('--preferences <file...>', 'preference records, as "rag probe" and feedback write them, beside or instead of ROWS')
    .option('--store <file>', 'where passages are that preference records name without their text');
  examples(command, [
    ['rag train reranker rows.jsonl --out models/mine', 'one epoch; some minutes for thousand rows'],
    [
      'rag train reranker --preferences probed.jsonl --objective joint --weights mgda-normalised --out models/mine',
      'what helps the reader',
    ],
    ['rag train reranker new-rows.jsonl --base models/mine --out models/better', 'go on from a trained model'],
    ['rag train reranker --config models/mine/training.json --out models/again', 'the same once more'],
  ]);
  return command.action(async (paths: string[], flags: RerankerFlags) => {
    const { trainRankingModel } = await import('../../../rerank/train/train-ranking-model.ts');
    const options = complete(RankingTrainingOptions, flags, {
      ...given(command, rankingShape),
      heads: 'ranker',
      ...sourcesOf(command, paths, flags),
    });
    await trainPassages(command, what, flags, options, (run) => trainRankingModel(options, run), options.helpfulFrom);
  });
}

export function readerCommand(): Command {
  const what = 'Train one model that ranks passages, finds answers in them, and says whether there is one.';
  const command = passageCommand('reader', what, readingShape);
  examples(command, [
    ['rag train reader rows.jsonl --out models/mine', 'one epoch; some minutes for thousand rows'],
    ['rag train reader rows.jsonl --out models/mine --epochs 3 --learning-rate 1e-4'],
    ['rag train reader new-rows.jsonl --base models/mine --out models/better', 'go on from a trained model'],
    ['rag train reader --config models/mine/training.json --out models/again', 'the same once more'],
  ]);
  return command.action(async (paths: string[], flags: TrainFlags) => {
    const { trainReadingModel } = await import('../../../rerank/train/train-reading-model.ts');
    const options = complete(ReadingTrainingOptions, flags, {
      ...given(command, readingShape),
      heads: 'reader',
      ...sourcesOf(command, paths, flags),
    });
    await trainPassages(command, what, flags, options, (run) => trainReadingModel(options, run));
  });
}

function passageCommand(name: string, what: string, shape: z.ZodObject): Command {
  const command = new Command(name)
    .summary(what)
    .description(
      `${what} It starts from the built-in encoder, or from --base. Each line of ROWS is {"question", "positives": [{"title"?, "text", ` +
        `"spans"?: [{"start", "end"}]}], "negatives": [{"title"?, "text"}]}, as "rag mine" writes it. Ctrl-C saves, and the same command goes on.`,
    )
    .argument('[rows...]', 'JSON Lines, also .gz')
    .requiredOption('--out <dir>', 'where the model goes; its checkpoints and log are kept in DIR.training')
    .option(
      '--heldout <file>',
      `questions with all candidates, to choose the best model by and to calibrate it; default: every ${holdOut}th row`,
    )
    .option('--config <file>', 'JSON with any of the options below and "sources"; training.json of a model repeats its training');
  schemaOptions(command, sourceShape);
  schemaOptions(command, shape);
  return command.option('--json', 'print only JSON');
}

/** The files named as arguments; none where the configuration file has to say. */
function sourcesOf(
  command: Command,
  paths: readonly string[],
  { heldout, preferences = [] }: RerankerFlags,
): { sources?: TrainingSource[] } {
  const source = { ...(heldout === undefined && { holdOut }), ...schemaValues(command, sourceShape) };
  const sources = [
    ...paths.map((path) => ({ path, ...source })),
    ...preferences.map((path) => ({ path, preferences: true as const, ...source })),
  ];
  return sources.length > 0 ? { sources } : {};
}

/** Trains with evaluations on held-out questions, and calibrates the result on them. */
async function trainPassages(
  command: Command,
  what: string,
  flags: RerankerFlags,
  options: ReadingTrainingOptions | RankingTrainingOptions,
  train: (run: PassageTrainingRun) => Promise<TrainingResult>,
  helpfulFrom = 0,
): Promise<void> {
  const signal = signalOf(command);
  const work = async (store?: PassageStore): Promise<void> => {
    const get = store && ((ids: string[]) => store.get(ids));
    const rows = await heldOut(options, flags.heldout, { helpfulFrom, signal, get });
    const { evaluateHeldout } = await import('../../../../eval/heldout.ts');
    const { calibrateModel } = await import('../../../../eval/calibrate-model.ts');
    const { modelQuestionAuc } = await import('../../../../eval/other-questions.ts');
    await trainAndReport(flags, { task: 'text-ranking', purpose: what }, options, async (run) => {
      const depth = 20;
      const result = await train({
        ...run,
        signal,
        get,
        ...(rows.length > 0 && {
          async evaluate(model: string, stop?: AbortSignal) {
            const metrics = await evaluateHeldout(model, rows, depth, { signal: stop });
            return { score: (metrics['RR@10'] + (metrics.F1 ?? metrics['RR@10'])) / 2, metrics: { ...metrics } };
          },
        }),
      });
      if (rows.length === 0) return result;
      note('calibrating on the held-out questions');
      const calibration = await calibrateModel(flags.out, rows, { signal });
      const metrics = { ...(await evaluateHeldout(flags.out, rows, 50, { signal })) };
      const auc = await modelQuestionAuc(flags.out, rows, { signal });
      warnQuestionBlind(auc, rows.length);
      return {
        ...result,
        heldOut: { count: rows.length, metrics, auc },
        calibration,
      };
    });
  };
  await (flags.store === undefined ? work() : withStore({ store: flags.store }, { embedder: null, readOnly: true }, work));
}

async function heldOut(
  { sources }: { sources: readonly TrainingSource[] },
  path: string | undefined,
  options: HeldOutOptions,
): Promise<CandidateRow[]> {
  const { signal } = options;
  if (path === undefined) {
    const { heldOutRows } = await import('../../../rerank/train/held-out-rows.ts');
    return heldOutRows(sources, options);
  }
  const { CandidateRow: schema } = await import('../../../rerank/train/candidate-rows.ts');
  const { readRowsAs } = await import('../../../rerank/train/read-rows.ts');
  const rows: CandidateRow[] = [];
  for await (const row of readRowsAs(schema, path, { signal })) rows.push(row);
  return rows;
}
