import { basename, join, resolve } from 'node:path';
import type { CalibrationReport } from '../../../../eval/calibrate-model.ts';
import { AccordError } from '../../../errors.ts';
import type { TrainingResult } from '../../../nn/training/train.ts';
import type { TrainingProgress } from '../../../nn/training/training-meter.ts';
import type { CardFacts } from '../../../rerank/train/model-card.ts';
import { print, printJson } from '../../output.ts';
import { duration } from '../../progress-line.ts';

export interface TrainFlags {
  out: string;
  heldout?: string;
  config?: string;
  json?: boolean;
}

interface Trained extends TrainingResult {
  heldOut?: CardFacts['heldOut'];
  calibration?: CalibrationReport;
}

/** Trains with progress, writes options and model card beside the model, and prints what came out. */
export async function trainAndReport(
  { out, json }: TrainFlags,
  { task, purpose }: Pick<CardFacts, 'task' | 'purpose'>,
  options: Record<string, unknown>,
  run: (run: { directory: string; output: string; onProgress: (progress: TrainingProgress) => void }) => Promise<Trained>,
): Promise<void> {
  const { writeDurably } = await import('../../../durable-write.ts');
  const { readLog } = await import('../../../nn/training/step-log.ts');
  const { writeModelCard } = await import('../../../rerank/train/model-card.ts');
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
  const { heldOut, calibration, tokensPerSecond, parameters } = result;
  await writeModelCard(out, {
    name: basename(out),
    task,
    purpose: purpose.replace(/^Train (?:a|one) /, 'A '),
    options,
    log: readLog(directory),
    tokensPerSecond,
    parameters,
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
    const { done, total, loss, tokensPerSecond, secondsLeft, evaluation, parameters } = progress;
    if (evaluation && evaluation !== shown) {
      shown = evaluation;
      const values = Object.entries(evaluation).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      process.stderr.write(`${isTTY ? '\r\u001b[2K' : ''}step ${done}: held out ${values.join(' · ')}\n`);
    }
    const now = performance.now();
    if (now - last < (isTTY ? redrawEvery : lineEvery)) return;
    last = now;
    const [trained, all] = [parameters.trained, parameters.all].map((count) => (count / 1e6).toFixed(1));
    const text =
      `step ${done}/${total} · loss ${loss.toFixed(3)} · ${trained} of ${all} M parameters · ` +
      `${Math.round(tokensPerSecond)} tokens/s · ${duration(secondsLeft)} left`;
    process.stderr.write(isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  };
  return Object.assign(onProgress, { end: () => void (isTTY && process.stderr.write('\r\u001b[2K')) });
}
