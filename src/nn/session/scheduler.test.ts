import { expect, test } from 'vitest';
import type { FromWorker } from './protocol.ts';
import { Scheduler } from './scheduler.ts';
import type { Sequence, Task, TaskSpec } from './task.ts';

const spec = { kind: 'encode', maxTokens: 8 } as TaskSpec;

/** Sequences of the lengths in the input; results are the lengths, added up. */
class LengthTask implements Task<number[]> {
  readonly batchTokens = 768;
  readonly batches: number[][] = [];
  released = false;
  beforeRun: (batch: number) => void = () => {};

  sequences(lengths: number[]): Sequence[] {
    return lengths.map((length) => ({ ids: new Int32Array(length) }));
  }

  async run(batch: readonly Sequence[]): Promise<Float32Array[]> {
    this.beforeRun(this.batches.length);
    this.batches.push(batch.map(({ ids }) => ids.length));
    return batch.map(({ ids }) => Float32Array.of(ids.length));
  }

  async release(): Promise<void> {
    this.released = true;
  }

  combine(results: Float32Array[]): Float32Array {
    return Float32Array.of(results.reduce((sum, result) => sum + result[0]!, 0));
  }
}

function setUp(task: LengthTask = new LengthTask()) {
  const replies: FromWorker[] = [];
  const scheduler = new Scheduler(
    async () => task,
    (message) => replies.push(message),
  );
  return { task, replies, scheduler };
}

const outputsOf = (reply: FromWorker | undefined) => reply?.type === 'done' && reply.outputs.map((output) => output[0]);

test('puts the sequences of each input together again', async () => {
  const { replies, scheduler } = setUp();
  await scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[3, 4], [5], [1, 1, 1]], urgent: false });
  expect(outputsOf(replies.at(-1))).toEqual([7, 5, 3]);
});

test('requests of several callers share batches', async () => {
  const { task, replies, scheduler } = setUp();
  await Promise.all([
    scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[5], [3]], urgent: false }),
    scheduler.receive({ type: 'run', id: 2, task: spec, inputs: [[4]], urgent: false }),
  ]);
  expect(task.batches).toEqual([[5, 4, 3]]);
  expect(
    replies
      .filter(({ type }) => type === 'done')
      .map(({ id }) => id)
      .sort(),
  ).toEqual([1, 2]);
});

test('an urgent request overtakes', async () => {
  const { task, replies, scheduler } = setUp();
  task.beforeRun = (batch) => {
    if (batch === 0) void scheduler.receive({ type: 'run', id: 2, task: spec, inputs: [[2]], urgent: true });
  };
  await scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[900], [800], [700]], urgent: false });
  expect(task.batches).toEqual([[900], [2], [800], [700]]);
  expect(replies.filter(({ type }) => type === 'done').map(({ id }) => id)).toEqual([2, 1]);
  expect(replies.find(({ type }) => type === 'progress')).toEqual({ type: 'progress', id: 1, done: 1 });
});

test('an aborted request runs no further batch and is not answered', async () => {
  const { task, replies, scheduler } = setUp();
  task.beforeRun = (batch) => {
    if (batch === 1) void scheduler.receive({ type: 'abort', id: 1 });
  };
  await scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[900], [800], [700]], urgent: false });
  expect(task.batches).toEqual([[900], [800]]);
  expect(replies.some(({ type }) => type === 'done')).toBe(false);
});

test('an abort before the model is loaded', async () => {
  const { task, replies, scheduler } = setUp();
  const run = scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[9]], urgent: false });
  await scheduler.receive({ type: 'abort', id: 1 });
  await run;
  expect(task.batches).toEqual([]);
  expect(replies).toEqual([{ type: 'aborted', id: 1 }]);
});

test('a failing batch fails its requests alone', async () => {
  const { task, replies, scheduler } = setUp();
  task.beforeRun = (batch) => {
    if (batch === 0) throw new Error('out of luck');
  };
  const failing = scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[900], [800]], urgent: false });
  await failing;
  task.beforeRun = () => {};
  await scheduler.receive({ type: 'run', id: 2, task: spec, inputs: [[3]], urgent: false });
  expect(replies[0]).toMatchObject({ type: 'failed', id: 1, code: 'internal', message: expect.stringContaining('out of luck') });
  expect(outputsOf(replies.at(-1))).toEqual([3]);
  expect(replies).toHaveLength(2);
});

test('a task that cannot be created is tried again', async () => {
  const replies: FromWorker[] = [];
  let attempts = 0;
  const scheduler = new Scheduler(
    async () => {
      if (attempts++ === 0) throw new Error('no such file');
      return new LengthTask();
    },
    (message) => replies.push(message),
  );
  await scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [], urgent: false });
  await scheduler.receive({ type: 'run', id: 2, task: spec, inputs: [], urgent: false });
  expect(replies).toMatchObject([
    { type: 'failed', id: 1 },
    { type: 'done', id: 2, outputs: [] },
  ]);
});

test('releasing a task frees its model, fails what waits for it and nothing else', async () => {
  const tasks = new Map<string, LengthTask>();
  const replies: FromWorker[] = [];
  const scheduler = new Scheduler(
    async (created) => {
      const task = new LengthTask();
      tasks.set(JSON.stringify(created), task);
      return task;
    },
    (message) => replies.push(message),
  );
  const other = { ...spec, maxTokens: 9 } as TaskSpec;
  await scheduler.receive({ type: 'run', id: 0, task: spec, inputs: [], urgent: false });
  const task = tasks.get(JSON.stringify(spec))!;
  let releasing: Promise<void> | undefined;
  task.beforeRun = () => {
    releasing ??= scheduler.receive({ type: 'release', task: spec });
    expect(task.released).toBe(false);
  };
  await Promise.all([
    scheduler.receive({ type: 'run', id: 1, task: spec, inputs: [[900], [800]], urgent: false }),
    scheduler.receive({ type: 'run', id: 2, task: other, inputs: [[7]], urgent: false }),
  ]);
  await releasing;
  expect(task.released).toBe(true);
  expect(replies.findLast(({ id }) => id === 1)).toMatchObject({ type: 'failed', code: 'aborted' });
  expect(outputsOf(replies.findLast(({ id }) => id === 2))).toEqual([7]);

  await scheduler.receive({ type: 'release', task: spec });
  await scheduler.receive({ type: 'run', id: 3, task: spec, inputs: [[5]], urgent: false });
  expect(tasks.get(JSON.stringify(spec))).not.toBe(task);
  expect(outputsOf(replies.at(-1))).toEqual([5]);
});
