import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { CalibrationReport } from '../../../eval/calibrate-model.ts';
import { NliTrainingOptions } from '../../conflict/nli/nli-options.ts';
import { AccordError } from '../../errors.ts';
import type { TrainingResult } from '../../nn/training/train.ts';
import type { TrainingProgress } from '../../nn/training/training-meter.ts';
import type { CandidateRow } from '../../rerank/train/candidate-rows.ts';
import type { CardFacts } from '../../rerank/train/model-card.ts';
import { ReadingTrainingOptions, TrainingSource } from '../../rerank/train/reading-options.ts';
import { examples } from '../examples.ts';
import { note, print, printJson } from '../output.ts';
import { duration } from '../progress-line.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';

interface TrainFlags {
  out: string;
  heldout?: string;
  config?: string;
  json?: boolean;
}

/** Options that are flags: the others follow from the command and its arguments. */
const sourceShape = TrainingSource.omit({ path: true, holdOut: true });
const readingShape = ReadingTrainingOptions.omit({ heads: true, sources: true });
const nliShape = NliTrainingOptions.omit({ sources: true });

/** Every so many rows one is held out where no file of held-out questions is given. */
const holdOut = 10;

export function trainCommand(): Command {
  return new Command('train')
    .summary('train a reranker, a reader or a contradiction detector')
    .addCommand(readingCommand('reranker', 'ranker'))
    .addCommand(readingCommand('reader', 'reader'))
    .addCommand(nliCommand());
}

function readingCommand(name: string, heads: 'ranker' | 'reader'): Command {
  const what = {
    ranker: 'Train a cross-encoder that tells which passages help to answer a question.',
    reader: 'Train one model that ranks passages, finds answers in them, and says whether there is one.',
  }[heads];
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
  schemaOptions(command, readingShape);
  command.option('--json', 'print only JSON');
  examples(command, [
    [`rag train ${name} rows.jsonl --out models/mine`, 'one epoch; some minutes for thousand rows'],
    [`rag train ${name} rows.jsonl --out models/mine --epochs 3 --learning-rate 1e-4`],
    [`rag train ${name} new-rows.jsonl --base models/mine --out models/better`, 'go on from a trained model'],
    [`rag train ${name} --config models/mine/training.json --out models/again`, 'the same once more'],
  ]);
  return command.action(async (paths: string[], flags: TrainFlags) => {
    const { trainReadingModel } = await import('../../rerank/train/train-reading-model.ts');
    const source = { ...(flags.heldout === undefined && { holdOut }), ...schemaValues(command, sourceShape) };
    const options = complete(ReadingTrainingOptions, flags, {
      ...given(command, readingShape),
      heads,
      ...(paths.length > 0 && { sources: paths.map((path) => ({ path, ...source })) }),
    });
    const signal = signalOf(command);
    const rows = await heldOut(options, flags.heldout, signal);
    const { evaluateHeldout } = await import('../../../eval/heldout.ts');
    const { calibrateModel } = await import('../../../eval/calibrate-model.ts');
    await trainAndReport(flags, what, options, async (run) => {
      const depth = 20;
      const result = await trainReadingModel(options, {
        ...run,
        signal,
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
      return {
        ...result,
        heldOut: { questions: rows.length, metrics: { ...(await evaluateHeldout(flags.out, rows, 50, { signal })) } },
        calibration,
      };
    });
  });
}

function nliCommand(): Command {
  const what = 'Train a model that says whether a text entails, contradicts or leaves open a claim.';
  const command = new Command('nli')
    .summary(what)
    .description(
      `${what} Each line of ROWS is {"id", "premise", "hypothesis", "label": "entailment" | "neutral" | "contradiction"}. ` +
        'Ctrl-C saves, and the same command goes on.',
    )
    .argument('[rows...]', 'JSON Lines, also .gz')
    .requiredOption('--out <dir>', 'where the model goes; its checkpoints and log are kept in DIR.training')
    .option('--heldout <file>', 'pairs of the same form, to choose the best model by')
    .option('--config <file>', 'JSON with any of the options below and "sources"; training.json of a model repeats its training');
  schemaOptions(command, nliShape);
  command.option('--json', 'print only JSON');
  examples(command, [['rag train nli pairs.jsonl --heldout more-pairs.jsonl --out models/nli']]);
  return command.action(async (paths: string[], flags: TrainFlags) => {
    const { readNliRows, trainNli } = await import('../../conflict/nli/train-nli.ts');
    const options = complete(NliTrainingOptions, flags, {
      ...given(command, nliShape),
      ...(paths.length > 0 && { sources: paths.map((path) => ({ path })) }),
    });
    const signal = signalOf(command);
    const pairs = flags.heldout === undefined ? [] : await readNliRows(flags.heldout, signal);
    const { evaluateNli } = await import('../../../eval/nli.ts');
    await trainAndReport(flags, what, options, async (run) => {
      const result = await trainNli(options, {
        ...run,
        signal,
        ...(pairs.length > 0 && {
          async evaluate(model: string, stop?: AbortSignal) {
            const { accuracy } = await evaluateNli(model, pairs, { signal: stop });
            return { score: accuracy, metrics: { accuracy } };
          },
        }),
      });
      return result;
    });
  });
}

/** Flags that were given, without defaults: the others are the configuration file's. */
function given<T extends z.ZodObject>(command: Command, schema: T): Partial<z.infer<T>> {
  const values = schemaValues(command, schema);
  return Object.fromEntries(Object.entries(values).filter(([key]) => command.opts()[key] !== undefined)) as Partial<z.infer<T>>;
}

function complete<T extends z.ZodType>(schema: T, { config }: TrainFlags, flags: object): z.infer<T> {
  const parsed = schema.safeParse({ ...(config !== undefined && readConfig(config)), ...flags });
  if (parsed.success) return parsed.data;
  throw new AccordError(
    'invalid-config',
    `Options of training: ${z.prettifyError(parsed.error)}`,
    'Give files of rows, and correct what is named above.',
  );
}

function readConfig(path: string): object {
  if (!existsSync(path)) throw new AccordError('not-found', `There is no file ${path}.`, 'Check the path given with --config.');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch (cause) {
    throw new AccordError('invalid-config', `${path} is not JSON: ${(cause as Error).message}`, 'Correct the file.', { cause });
  }
}

async function heldOut({ sources }: ReadingTrainingOptions, path: string | undefined, signal: AbortSignal): Promise<CandidateRow[]> {
  if (path === undefined) {
    const { heldOutRows } = await import('../../rerank/train/held-out-rows.ts');
    return heldOutRows(sources, signal);
  }
  const { CandidateRow: schema } = await import('../../rerank/train/candidate-rows.ts');
  const { readRowsAs } = await import('../../rerank/train/read-rows.ts');
  const rows: CandidateRow[] = [];
  for await (const row of readRowsAs(schema, path, { signal })) rows.push(row);
  return rows;
}

interface Trained extends TrainingResult {
  heldOut?: CardFacts['heldOut'];
  calibration?: CalibrationReport;
}

/** Trains with progress, writes options and model card beside the model, and prints what came out. */
async function trainAndReport(
  { out, json }: TrainFlags,
  purpose: string,
  options: Record<string, unknown>,
  run: (run: { directory: string; output: string; onProgress: (progress: TrainingProgress) => void }) => Promise<Trained>,
): Promise<void> {
  const { writeDurably } = await import('../../durable-write.ts');
  const { readLog } = await import('../../nn/training/step-log.ts');
  const { writeModelCard } = await import('../../rerank/train/model-card.ts');
  const directory = `${out}.training`;
  if (typeof options.base === 'string' && resolve(options.base) === resolve(out)) {
    throw new AccordError(
      'invalid-config',
      `--base and --out are both ${out}.`,
      'Give another directory with --out: the base is read again to go on.',
    );
  }
  const onProgress = trainingLine();
  const result = await run({ directory, output: out, onProgress }).finally(() => onProgress.end());
  await writeDurably(join(out, 'training.json'), `${JSON.stringify(options, null, 2)}\n`);
  const { heldOut, calibration, tokensPerSecond } = result;
  await writeModelCard(out, {
    name: basename(out),
    purpose,
    options,
    log: readLog(directory),
    tokensPerSecond,
    heldOut,
    calibration: calibration && { 'a passage helps': calibration.usefulError, 'an answer is right': calibration.answerError },
  });
  if (json) printJson({ model: out, ...result });
  else print(`${out}\n${JSON.stringify(result, null, 2)}`);
}

const redrawEvery = 200;
const lineEvery = 10_000;

/** One rewritten line on a terminal, elsewhere a line every 10 seconds. */
function trainingLine(): ((progress: TrainingProgress) => void) & { end(): void } {
  const { isTTY } = process.stderr;
  let last = 0;
  let shown: object | undefined;
  const onProgress = (progress: TrainingProgress): void => {
    const { done, total, loss, tokensPerSecond, secondsLeft, evaluation } = progress;
    if (evaluation && evaluation !== shown) {
      shown = evaluation;
      const values = Object.entries(evaluation).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      process.stderr.write(`${isTTY ? '\r\u001b[2K' : ''}step ${done}: held out ${values.join(' · ')}\n`);
    }
    const now = performance.now();
    if (now - last < (isTTY ? redrawEvery : lineEvery)) return;
    last = now;
    const text = `step ${done}/${total} · loss ${loss.toFixed(3)} · ${Math.round(tokensPerSecond)} tokens/s · ${duration(secondsLeft)} left`;
    process.stderr.write(isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  };
  return Object.assign(onProgress, { end: () => void (isTTY && process.stderr.write('\r\u001b[2K')) });
}
