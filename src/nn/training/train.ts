import { setImmediate } from 'node:timers/promises';
import { AccordError } from '../../errors.ts';
import { Adamw } from './adamw.ts';
import { latestCheckpoint, loadCheckpoint, loadWeights, openRunDirectory, saveCheckpoint, type TrainingState } from './checkpoint.ts';
import { countTokens, type Example, planEpoch, type Step } from './epoch-plan.ts';
import { countParameters } from './parameters.ts';
import type { Feeds, TrainingProgram } from './program.ts';
import { Rng } from './rng.ts';
import { constantSchedule, cosineSchedule, linearSchedule } from './schedule.ts';
import { StepLog, type TaskSummary } from './step-log.ts';
import { TrainingMeter, type TrainingProgress } from './training-meter.ts';
import { TrainingOptions } from './training-options.ts';

/** What a model is trained on, and how that becomes the program's input. */
export interface TrainingTask<E extends Example> {
  program: TrainingProgram;
  /** The examples of an epoch, as many each time. All random choices, such as of negatives, come from `rng`. */
  examples(epoch: number, rng: Rng): readonly E[] | Promise<readonly E[]>;
  /** The input of a micro-batch. Each example counts `scale` in the loss, so that the micro-batches of a step add up to the mean over its examples. */
  collate(batch: readonly E[], scale: number): Feeds;
  /** Looks at what the program returned for a micro-batch; a sentence on why training should stop ends it. */
  inspect?(batch: readonly E[], outputs: Record<string, Float32Array>): string | undefined;
  /** What the log says of a step beside its loss, from what the program returned for its micro-batches. */
  summarize?: ((outputs: readonly Record<string, Float32Array>[]) => { tasks: TaskSummary }) | undefined;
  /** Measures the model on held-out data; the weights with the highest score are kept. */
  evaluate?(signal?: AbortSignal): Promise<Evaluation>;
  /** All that the result depends on beside the options, such as the data's hash; a run of another one is not resumed. */
  config: Record<string, unknown>;
}

export interface Evaluation {
  score: number;
  metrics?: Record<string, number>;
}

export interface TrainingRun {
  /** Where checkpoints and `log.jsonl` are kept. A run found there goes on. */
  directory: string;
  /** Minutes between checkpoints. Default 10. */
  checkpointMinutes?: number | undefined;
  /** Saves a checkpoint and ends the run with an `aborted` error. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

export interface TrainingResult {
  steps: number;
  /** Running average at the end. */
  loss: number;
  best?: { step: number; score: number } | undefined;
  /** In optimizer steps, without padding; interrupted runs included. */
  tokensPerSecond: number;
  /** Numbers that were trained, and all of the model under training. */
  parameters: { trained: number; all: number };
  /** The most memory that the process has held, in MB. */
  peakMegabytes: number;
}

/**
 * Trains the program's parameters in place; at the end they are the best evaluated ones, or the last ones where nothing was evaluated.
 * The same task and options give the same weights bit for bit, however often the run was interrupted.
 *
 * @throws AccordError `diverged`: the loss is not finite, or `inspect` objected; `invalid-config`: the directory holds a run of other settings;
 *   `invalid-input`: wrong options, or no examples; `aborted`; `disk-full`, `unreadable-file`, `unsupported-format`: a checkpoint cannot be
 *   written or read. The last good checkpoint stays in all cases.
 */
export async function train<E extends Example>(
  task: TrainingTask<E>,
  options: Partial<TrainingOptions>,
  run: TrainingRun,
): Promise<TrainingResult> {
  const settings = parseOptions(options);
  const { program } = task;
  const config = { ...settings, ...task.config };
  const adamw = new Adamw(program.parameters, settings);

  await openRunDirectory(run.directory);
  const resumed = latestCheckpoint(run.directory);
  const start: TrainingState = { version: 1, step: 0, epoch: 0, loss: 0, seconds: 0, tokens: 0, config };
  const state = resumed === undefined ? start : loadCheckpoint(run.directory, resumed, config, program.parameters, adamw);
  const meter = new TrainingMeter(state.step, state.loss, state.seconds, state.tokens);
  const log = await StepLog.open(run.directory, state.step);

  const epochs = new Epochs(task, settings);
  const stepsPerEpoch = (await epochs.get(state.epoch)).steps.length;
  const total = settings.epochs * stepsPerEpoch;
  const evaluateEvery = settings.evaluateEvery ?? stepsPerEpoch;
  const shape = { peak: settings.learningRate, warmup: Math.round(settings.warmup * total), total };
  const learningRate = { linear: linearSchedule, cosine: cosineSchedule, constant: constantSchedule }[settings.schedule](shape);

  let saved = resumed;
  let savedAt = performance.now();
  const save = async (): Promise<void> => {
    if (saved === state.step) return;
    const { loss, seconds, tokens } = meter;
    await saveCheckpoint(run.directory, { ...state, loss, seconds, tokens }, program.parameters, adamw);
    saved = state.step;
    savedAt = performance.now();
  };
  const stopIfAborted = async (): Promise<void> => {
    if (!run.signal?.aborted) return;
    await save();
    const hint = 'Start it again with the same settings and it goes on.';
    throw new AccordError('aborted', `Training was stopped after step ${state.step} of ${total}; ${run.directory} keeps it.`, hint, {
      cause: run.signal.reason,
    });
  };

  const parameters = countParameters(program.parameters);
  let evaluation: Record<string, number> | undefined;
  const report = (epoch: number, rate: number): void =>
    run.onProgress?.({
      stage: 'train',
      done: state.step,
      total,
      epoch,
      loss: meter.loss,
      learningRate: rate,
      tokensPerSecond: meter.tokensPerSecond,
      secondsLeft: meter.secondsLeft(total - state.step),
      evaluation,
      parameters,
    });
  const evaluate = async (): Promise<void> => {
    const { score, metrics } = await task.evaluate!(run.signal).catch(async (error: unknown) => {
      await stopIfAborted();
      throw error;
    });
    evaluation = { score, ...metrics };
    log.append({ step: state.step, evaluation });
    state.evaluated = state.step;
    if (!state.best || score > state.best.score) state.best = { step: state.step, score };
    await save();
    report(Math.floor((state.step - 1) / stepsPerEpoch), learningRate(state.step - 1));
  };

  for (;;) {
    const { step } = state;
    await stopIfAborted();
    if (task.evaluate && step > 0 && (step % evaluateEvery === 0 || step === total) && state.evaluated !== step) await evaluate();
    if (step === total) break;
    if (performance.now() - savedAt >= 60_000 * (run.checkpointMinutes ?? 10)) await save();

    const { epoch } = state;
    const { examples, steps } = await epochs.get(epoch);
    const plan = steps[step % stepsPerEpoch]!;
    const began = performance.now();
    const rate = learningRate(step);
    const { loss, gradientNorm, summary } = await takeStep(task, plan, examples, settings.seed, step, adamw, rate);
    const tokens = countTokens([plan], examples).real;
    const seconds = (performance.now() - began) / 1000;
    state.step++;
    state.epoch = Math.min(settings.epochs - 1, Math.floor(state.step / stepsPerEpoch));
    meter.add({ loss, seconds, tokens });
    log.append({ step: state.step, epoch, loss, learningRate: rate, gradientNorm, tokens, seconds, ...summary });
    report(epoch, rate);
  }
  await save();
  if (state.best && state.best.step !== total) loadWeights(run.directory, state.best.step, program.parameters);
  return {
    steps: total,
    loss: meter.loss,
    best: state.best,
    tokensPerSecond: meter.tokens / meter.seconds,
    parameters,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Runs the micro-batches of a step, then the optimizer. */
async function takeStep<E extends Example>(
  task: TrainingTask<E>,
  plan: Step,
  examples: readonly E[],
  seed: number,
  step: number,
  adamw: Adamw,
  learningRate: number,
): Promise<{ loss: number; gradientNorm: number; summary: { tasks: TaskSummary } | undefined }> {
  const rng = Rng.of(seed, stream.dropout, step);
  const scale = 1 / plan.flat().length;
  const { program } = task;
  const results: Record<string, Float32Array>[] = [];
  let total = 0;
  program.zero();
  for (const indices of plan) {
    // Signals and timers get their turn: the program holds the thread while it runs.
    await setImmediate();
    const batch = indices.map((index) => examples[index]!);
    const outputs = await program.run(task.collate(batch, scale), rng.uint32());
    const loss = outputs.loss![0]!;
    if (!Number.isFinite(loss)) throw diverged(`The loss of step ${step + 1} is ${loss}`, batch, learningRate);
    total += loss;
    results.push(outputs);
    const reason = task.inspect?.(batch, outputs);
    if (reason) throw diverged(`The model collapsed by step ${step + 1}: ${reason}`, batch, learningRate);
  }
  const gradientNorm = adamw.step(program.gradients, learningRate);
  if (!Number.isFinite(gradientNorm)) {
    const batch = plan.flat().map((index) => examples[index]!);
    throw diverged(`The gradient of step ${step + 1} is ${gradientNorm}`, batch, learningRate);
  }
  return { loss: total, gradientNorm, summary: task.summarize?.(results) };
}

function diverged(what: string, batch: readonly Example[], learningRate: number): AccordError {
  const ids = batch.slice(0, 8).map(({ id }) => id);
  const rest = batch.length > ids.length ? ` and ${batch.length - ids.length} more` : '';
  return new AccordError(
    'diverged',
    `${what}, at the examples ${ids.join(', ')}${rest}. The last checkpoint is kept.`,
    `Check these rows, or train anew with a learning rate below ${learningRate.toPrecision(2)}.`,
  );
}

/** What random numbers are for: the first part of their key after the seed. */
const stream = { examples: 0, order: 1, dropout: 2 };

/** The examples and the plan of the epoch at hand. */
class Epochs<E extends Example> {
  #count: number | undefined;
  #held: { epoch: number; examples: readonly E[]; steps: Step[] } | undefined;

  constructor(
    private readonly task: TrainingTask<E>,
    private readonly settings: TrainingOptions,
  ) {}

  async get(epoch: number): Promise<{ examples: readonly E[]; steps: Step[] }> {
    if (this.#held?.epoch === epoch) return this.#held;
    const { seed } = this.settings;
    this.#held = undefined;
    const examples = await this.task.examples(epoch, Rng.of(seed, stream.examples, epoch));
    if (examples.length === 0) throw new AccordError('invalid-input', 'There are no examples to train on.', 'Give at least one.');
    this.#count ??= examples.length;
    if (examples.length !== this.#count) {
      const message = `Epoch ${epoch} has ${examples.length} examples and the first one ${this.#count}.`;
      throw new AccordError('internal', message, 'Give as many examples each epoch.');
    }
    this.#held = { epoch, examples, steps: planEpoch(examples, this.settings, Rng.of(seed, stream.order, epoch)) };
    return this.#held;
  }
}

function parseOptions(options: Partial<TrainingOptions>): TrainingOptions {
  const parsed = TrainingOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `Training option ${issue!.path.join('.')}: ${issue!.message}.`;
  throw new AccordError('invalid-input', message, 'See the options of training.', { cause: parsed.error });
}
