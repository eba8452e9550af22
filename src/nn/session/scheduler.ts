import { AccordError, type ErrorCode } from '../../errors.ts';
import { BatchQueue } from './batch-queue.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { Sequence, Task, TaskSpec } from './task.ts';

interface Job {
  id: number;
  task: Task;
  results: Float32Array[][];
  sequences: Sequence[][];
  /** Sequences not yet run, of each input. */
  waiting: number[];
  outputs: Float32Array[];
  done: number;
  alive: boolean;
}

interface Lanes {
  task: Task;
  urgent: BatchQueue<Job>;
  bulk: BatchQueue<Job>;
}

/**
 * What the worker does: takes requests, cuts their inputs into sequences, and runs one batch at a time, urgent ones
 * first. Between batches it lets messages in, so that a query overtakes and an abort takes effect.
 */
export class Scheduler {
  private readonly lanes = new Map<string, Promise<Lanes>>();
  private readonly ready: Lanes[] = [];
  private readonly jobs = new Map<number, Job>();
  private readonly abortedEarly = new Set<number>();
  private running = false;
  private lastStep: Promise<boolean> = Promise.resolve(false);
  private loading: Promise<void> = Promise.resolve();

  constructor(
    private readonly createTask: (spec: TaskSpec) => Promise<Task>,
    private readonly reply: (message: FromWorker) => void,
  ) {}

  async receive(message: ToWorker): Promise<void> {
    if (message.type === 'abort') {
      const job = this.jobs.get(message.id);
      if (job) this.drop(job);
      else this.abortedEarly.add(message.id);
      // A model that is being loaded, or a batch already handed to it, cannot be stopped.
      await Promise.allSettled([...this.lanes.values(), this.lastStep]);
      this.reply({ type: 'aborted', id: message.id });
      return;
    }
    if (message.type === 'release') return this.release(message.task);
    try {
      const lanes = await this.lanesOf(message.task);
      if (this.abortedEarly.delete(message.id)) return;
      this.enqueue(lanes, message.id, message.inputs, message.urgent);
    } catch (error) {
      this.fail(message.id, error);
      return;
    }
    if (!this.running) await this.drain();
  }

  private async release(spec: TaskSpec): Promise<void> {
    const key = JSON.stringify(spec);
    const created = this.lanes.get(key);
    this.lanes.delete(key);
    const lanes = await created?.catch(() => undefined);
    if (!lanes) return;
    this.ready.splice(this.ready.indexOf(lanes), 1);
    for (const job of [...this.jobs.values()]) {
      if (job.task !== lanes.task) continue;
      this.drop(job);
      this.fail(job.id, new AccordError('aborted', 'The model was closed.', 'Close it after the last request has been answered.'));
    }
    await Promise.allSettled([this.lastStep]);
    await lanes.task.release();
  }

  private lanesOf(spec: TaskSpec): Promise<Lanes> {
    const key = JSON.stringify(spec);
    let lanes = this.lanes.get(key);
    if (!lanes) {
      // One model after the other: at once they would be no sooner there, and take the memory of all.
      const created = this.loading.then(() => this.createTask(spec));
      this.loading = created.then(
        () => {},
        () => {},
      );
      lanes = created.then((task) => {
        const queue = () => new BatchQueue<Job>(task.batchTokens, (job) => job.alive);
        const added = { task, urgent: queue(), bulk: queue() };
        this.ready.push(added);
        return added;
      });
      this.lanes.set(key, lanes);
      // A task that could not be created is tried anew by the next request.
      lanes.catch(() => this.lanes.delete(key));
    }
    return lanes;
  }

  private enqueue(lanes: Lanes, id: number, inputs: readonly unknown[], urgent: boolean): void {
    const sequences = inputs.map((input) => lanes.task.sequences(input));
    const job: Job = {
      id,
      task: lanes.task,
      sequences,
      results: sequences.map(() => []),
      waiting: sequences.map((parts) => parts.length),
      outputs: [],
      done: 0,
      alive: true,
    };
    this.jobs.set(id, job);
    const queue = urgent ? lanes.urgent : lanes.bulk;
    for (const [input, parts] of sequences.entries()) {
      for (const [part, sequence] of parts.entries()) queue.push({ job, input, part, sequence });
    }
    if (inputs.length === 0) this.finish(job);
  }

  private async drain(): Promise<void> {
    this.running = true;
    // Each round first lets in what has arrived: other callers' requests join the batch, aborts take effect.
    do {
      await new Promise(setImmediate);
      this.lastStep = this.step();
    } while (await this.lastStep);
    this.running = false;
  }

  /** Runs one batch; false when nothing waits. */
  private async step(): Promise<boolean> {
    for (const lane of ['urgent', 'bulk'] as const) {
      for (const [i, lanes] of this.ready.entries()) {
        const batch = lanes[lane].next();
        if (batch.length === 0) continue;
        // Tasks take turns.
        this.ready.push(...this.ready.splice(i, 1));
        try {
          const results = await lanes.task.run(batch.map((entry) => entry.sequence));
          for (const [j, { job, input, part }] of batch.entries()) this.record(job, input, part, results[j]!);
          for (const job of new Set(batch.map((entry) => entry.job))) this.report(job);
        } catch (error) {
          for (const job of new Set(batch.map((entry) => entry.job))) {
            if (job.alive) this.fail(job.id, error);
            this.drop(job);
          }
        }
        return true;
      }
    }
    return false;
  }

  private record(job: Job, input: number, part: number, result: Float32Array): void {
    const results = job.results[input]!;
    results[part] = result;
    job.waiting[input]!--;
    if (job.waiting[input]! > 0) return;
    job.outputs[input] = job.task.combine(results, job.sequences[input]!);
    job.results[input] = [];
    job.sequences[input] = [];
    job.done++;
  }

  private report(job: Job): void {
    if (!job.alive) return;
    if (job.done === job.outputs.length && job.done === job.waiting.length) this.finish(job);
    else this.reply({ type: 'progress', id: job.id, done: job.done });
  }

  private finish(job: Job): void {
    this.drop(job);
    this.reply({ type: 'done', id: job.id, outputs: job.outputs });
  }

  private drop(job: Job): void {
    job.alive = false;
    this.jobs.delete(job.id);
  }

  private fail(id: number, error: unknown): void {
    const { code, message, hint } = AccordError.isInstance(error)
      ? error
      : {
          code: 'internal' as ErrorCode,
          message: `The model failed: ${String(error)}`,
          hint: 'Report this with the input that caused it.',
        };
    this.reply({ type: 'failed', id, code, message, hint });
  }
}
