import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leastSquares, type Point } from '../../../test/training/least-squares.ts';
import { type LogEntry, readLog } from './step-log.ts';
import { train } from './train.ts';
import type { TrainingProgress } from './training-meter.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'accord-train-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const options = { epochs: 3, batchSize: 8, tokenBudget: 40, learningRate: 0.05, weightDecay: 0, seed: 3 };
/** 60 examples in steps of 8, three times. */
const steps = 24;
const checkpoints = () => readdirSync(directory).filter((name) => name.startsWith('checkpoint-'));
const failure = (code: string, message: string | RegExp) => expect.objectContaining({ code, message: expect.stringMatching(message) });

/** The log without times. */
const course = () => readLog(directory).map((entry) => ({ ...entry, seconds: 0 }));

/** A signal that fires after so many steps. */
function stopAfter(step: number) {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({ done }: TrainingProgress) => {
      if (done === step) controller.abort();
    },
  };
}

test('finds the solution of a least-squares problem', async () => {
  const task = leastSquares();
  const result = await train(task, { ...options, epochs: 120, schedule: 'cosine' }, { directory });
  expect(result.steps).toBe(960);
  for (const [i, weight] of [2, -3, 0.5].entries()) expect(task.solution()[i]).toBeCloseTo(weight, 3);
  expect(result.loss).toBeLessThan(1e-4);
  expect([...task.program.parameters.get('fixed')!.data]).toEqual([7]);
});

test('micro-batches add up to the step: the budget does not change the result', async () => {
  const solutions: number[][] = [];
  for (const tokenBudget of [1, 60, 5000]) {
    const task = leastSquares();
    const run = join(directory, String(tokenBudget));
    await train(task, { ...options, batchSize: 60, tokenBudget, epochs: 8 }, { directory: run });
    solutions.push(task.solution());
  }
  for (const solution of solutions.slice(1)) for (const [i, weight] of solution.entries()) expect(weight).toBeCloseTo(solutions[0]![i]!, 5);
  expect(solutions[0]![0]).toBeGreaterThan(0.1);
});

test('logs every step and reports where it is', async () => {
  const progress: TrainingProgress[] = [];
  const task = leastSquares();
  await train(task, options, { directory, onProgress: (event) => progress.push(event) });
  const log = readLog(directory) as Extract<LogEntry, { loss: number }>[];
  expect(log.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  expect(log.map(({ epoch }) => epoch)).toEqual([0, 1, 2].flatMap((epoch) => Array(8).fill(epoch)));
  const all = await task.examples(0, undefined as never);
  const tokens = all.reduce((sum, { lengths }) => sum + lengths[0]!, 0);
  expect(log.slice(0, 8).reduce((sum, entry) => sum + entry.tokens, 0)).toBe(tokens);
  // A tenth of the steps is warm-up.
  expect(log[0]!.learningRate).toBe(0);
  expect(log[2]!.learningRate).toBe(0.05);
  expect(progress).toHaveLength(steps);
  expect(progress.at(-1)).toMatchObject({ stage: 'train', done: steps, total: steps, epoch: 2, secondsLeft: 0 });
  expect(progress[0]!.loss).toBe(log[0]!.loss);
  expect(progress[1]!.loss).toBeCloseTo((log[0]!.loss + log[1]!.loss) / 2, 12);
  expect(progress.at(-1)!.tokensPerSecond).toBeGreaterThan(0);
});

describe('resuming', () => {
  const task = () => leastSquares({ noise: 1 });
  let expected: { solution: number[]; course: unknown[] };
  beforeEach(async () => {
    const whole = task();
    const run = join(directory, 'whole');
    await train(whole, options, { directory: run });
    expected = { solution: whole.solution(), course: readLog(run).map((entry) => ({ ...entry, seconds: 0 })) };
    rmSync(run, { recursive: true });
  });

  test.each([1, 7, 8, 9, 16, 23])('after step %i goes on bit for bit', async (step) => {
    const aborted = train(task(), options, { directory, ...stopAfter(step) });
    await expect(aborted).rejects.toEqual(failure('aborted', `after step ${step} of ${steps}`));
    expect(checkpoints()).toEqual([`checkpoint-${step}`]);
    const again = task();
    await train(again, options, { directory });
    expect(again.solution()).toEqual(expected.solution);
    expect(course()).toEqual(expected.course);
  });

  test('before the first step', async () => {
    await expect(train(task(), options, { directory, signal: AbortSignal.abort() })).rejects.toEqual(failure('aborted', 'after step 0'));
    const again = task();
    await train(again, options, { directory });
    expect(again.solution()).toEqual(expected.solution);
  });

  test('from a checkpoint older than the log: what lies between is written anew', async () => {
    await expect(train(task(), options, { directory, ...stopAfter(5) })).rejects.toThrow();
    const ahead = { step: 6, epoch: 0, loss: 99, learningRate: 1, gradientNorm: 1, tokens: 1, seconds: 1 };
    writeFileSync(
      join(directory, 'log.jsonl'),
      `${readFileSync(join(directory, 'log.jsonl'), 'utf8')}${JSON.stringify(ahead)}\n{"step": 7, "ep`,
    );
    await train(task(), options, { directory });
    expect(course()).toEqual(expected.course);
  });

  test('a finished run stays finished', async () => {
    await train(task(), options, { directory });
    const again = task();
    const run = vi.spyOn(again.program, 'run');
    await train(again, options, { directory });
    expect(run).not.toHaveBeenCalled();
    expect(again.solution()).toEqual(expected.solution);
  });

  test('refuses other settings by name, and keeps the run', async () => {
    await expect(train(task(), options, { directory, ...stopAfter(5) })).rejects.toThrow();
    const other = (changed: object, config = {}) => train({ ...task(), ...config }, { ...options, ...changed }, { directory });
    await expect(other({ batchSize: 9 })).rejects.toEqual(failure('invalid-config', 'batchSize is 8 there and 9 here'));
    await expect(other({ evaluateEvery: 2 })).rejects.toEqual(failure('invalid-config', 'evaluateEvery is not set there and 2 here'));
    await expect(other({}, { config: { data: 'x' } })).rejects.toEqual(
      failure('invalid-config', 'data is "least squares" there and "x" here'),
    );
    const again = task();
    await train(again, options, { directory });
    expect(again.solution()).toEqual(expected.solution);
  });
});

describe('evaluation', () => {
  /** Scores by step; the third evaluation is the best. */
  const scored = () => {
    const scores = [0.1, 0.4, 0.9, 0.7, 0.9];
    const seen: number[][] = [];
    const task = leastSquares({
      evaluate: async () => {
        seen.push(task.solution());
        return { score: scores[seen.length - 1]!, metrics: { size: seen.length } };
      },
    });
    return { task, seen };
  };

  test('keeps the best weights and ends with them', async () => {
    const { task, seen } = scored();
    const progress: TrainingProgress[] = [];
    const result = await train(task, { ...options, evaluateEvery: 5 }, { directory, onProgress: (event) => progress.push(event) });
    expect(seen).toHaveLength(5);
    expect(result.best).toEqual({ step: 15, score: 0.9 });
    expect(task.solution()).toEqual(seen[2]);
    expect(seen[4]).not.toEqual(seen[2]);
    expect(checkpoints().sort()).toEqual(['checkpoint-15', 'checkpoint-24']);
    expect(readLog(directory).flatMap((entry) => ('evaluation' in entry ? [[entry.step, entry.evaluation.score]] : []))).toEqual([
      [5, 0.1],
      [10, 0.4],
      [15, 0.9],
      [20, 0.7],
      [24, 0.9],
    ]);
    expect(progress.at(-1)).toMatchObject({ done: steps, evaluation: { score: 0.9, size: 5 } });
  });

  test('comes after each epoch where nothing else is asked for', async () => {
    const { task, seen } = scored();
    await train(task, options, { directory });
    expect(seen).toHaveLength(3);
  });

  test('an interrupted one is made up for', async () => {
    const controller = new AbortController();
    const interrupted = leastSquares({
      evaluate: async (signal) => {
        controller.abort();
        signal!.throwIfAborted();
        throw new Error('not reached');
      },
    });
    await expect(train(interrupted, { ...options, evaluateEvery: 20 }, { directory, signal: controller.signal })).rejects.toEqual(
      failure('aborted', 'after step 20'),
    );
    const { task, seen } = scored();
    await train(task, { ...options, evaluateEvery: 20 }, { directory });
    expect(seen).toHaveLength(2);
    expect(
      readLog(directory)
        .filter((entry) => 'evaluation' in entry)
        .map(({ step }) => step),
    ).toEqual([20, 24]);
  });

  test('a failing one fails the run', async () => {
    const task = leastSquares({ evaluate: () => Promise.reject(new Error('out of luck')) });
    await expect(train(task, options, { directory })).rejects.toThrow('out of luck');
  });
});

describe('a run that goes wrong', () => {
  /** An example whose value is not a number, in the middle of the second epoch only. */
  const broken = (y: number) => {
    const healthy = leastSquares();
    const evil = (points: readonly Point[]) => points.map((point, i) => (i === 30 ? { ...point, id: 'the evil one', y } : point));
    return leastSquares({
      examples: async (epoch, rng) => {
        const points = await healthy.examples(0, rng);
        return epoch === 1 ? evil(points) : points;
      },
    });
  };

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])(
    'stops at a target of %d, names the examples and keeps the last checkpoint',
    async (y) => {
      const error = await train(broken(y), { ...options, tokenBudget: 1 }, { directory, checkpointMinutes: 0 }).catch(
        (error: unknown) => error,
      );
      expect(error).toEqual(failure('diverged', /^The (loss|gradient) of step \d+ is (NaN|Infinity), at the examples .*the evil one/));
      const step = Number(/step (\d+)/.exec((error as Error).message)![1]);
      expect(step).toBeGreaterThan(8);
      expect(checkpoints()).toEqual([`checkpoint-${step - 1}`]);
    },
  );

  test('stops where the task objects', async () => {
    let batches = 0;
    const task = leastSquares({ inspect: () => (++batches === 20 ? 'all scores are 3' : undefined) });
    await expect(train(task, options, { directory })).rejects.toEqual(
      failure('diverged', /^The model collapsed by step \d+: all scores are 3/),
    );
    expect(batches).toBe(20);
  });

  test('refuses to train on nothing, or on a changing number of examples', async () => {
    await expect(train(leastSquares({ examples: () => [] }), options, { directory })).rejects.toEqual(
      failure('invalid-input', 'no examples'),
    );
    const all = leastSquares();
    const shrinking = leastSquares({ examples: async (epoch, rng) => (await all.examples(0, rng)).slice(epoch) });
    await expect(train(shrinking, options, { directory })).rejects.toEqual(
      failure('internal', 'Epoch 1 has 59 examples and the first one 60'),
    );
  });

  test.each([
    [{ batchSize: 0 }, 'batchSize'],
    [{ learningRate: -1 }, 'learningRate'],
    [{ warmup: 2 }, 'warmup'],
    [{ schedule: 'stairs' as never }, 'schedule'],
  ])('refuses the options %o', async (changed, name) => {
    await expect(train(leastSquares(), { ...options, ...changed }, { directory })).rejects.toEqual(
      failure('invalid-input', `Training option ${name}`),
    );
    expect(readdirSync(directory)).toEqual([]);
  });
});
