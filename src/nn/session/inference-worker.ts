import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { LongRunning } from '../../progress.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { TaskSpec } from './task.ts';

export interface RunOptions extends LongRunning {
  /** Overtakes bulk work: for what a person waits for. */
  urgent?: boolean;
  /** Name of the work in progress reports. */
  stage?: string;
}

/** Large enough to sort by length, small enough that sending it does not hold up the caller. */
const inputsPerMessage = 2048;
/** The worker must not run dry while a reply is on its way. */
const messagesInFlight = 2;

interface Pending {
  resolve(outputs: Float32Array[]): void;
  reject(error: unknown): void;
  progress(done: number): void;
}

/**
 * The thread in which all models run, as onnxruntime-node holds its thread for the whole of a run. It starts with the first request,
 * keeps no process alive that waits for nothing, and is started anew after a crash.
 */
export class InferenceWorker {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  /** Aborted requests whose batch may still run: a process that ended in the middle of one would crash. */
  private readonly aborting = new Set<number>();
  private nextId = 0;

  constructor(private readonly newWorker: () => Worker = startWorker) {}

  /** Starts the thread ahead of the first request. */
  start(): void {
    this.worker ??= this.open();
  }

  /**
   * Runs a task over inputs; one result each, in their order. No inputs load the model.
   * @throws AccordError `aborted`; `internal` when the thread dies; what the task itself throws
   */
  async run(task: TaskSpec, inputs: readonly unknown[], options: RunOptions = {}): Promise<Float32Array[]> {
    const { urgent = false, signal, onProgress, stage = task.kind } = options;
    throwIfAborted(signal);
    const outputs: Float32Array[][] = [];
    const starts: number[] = [];
    for (let start = 0; start < Math.max(inputs.length, 1); start += inputsPerMessage) starts.push(start);
    const done = new Map<number, number>();
    const report = (start: number, count: number): void => {
      done.set(start, count);
      onProgress?.({ stage, done: [...done.values()].reduce((sum, n) => sum + n, 0), total: inputs.length });
    };
    const failed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const lane = async (): Promise<void> => {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        const from = start;
        const part = inputs.slice(from, from + inputsPerMessage);
        outputs[from / inputsPerMessage] = await this.send(task, part, urgent, stop, (count) => report(from, count));
        report(from, part.length);
      }
    };
    try {
      await Promise.all(Array.from({ length: messagesInFlight }, lane));
    } catch (error) {
      failed.abort();
      throwIfAborted(signal);
      throw error;
    }
    return outputs.flat();
  }

  /** Frees a task's model; requests for it that still wait fail. Another request would load it anew. */
  release(task: TaskSpec): void {
    this.worker?.postMessage({ type: 'release', task } satisfies ToWorker);
  }

  /** Stops the thread; requests under way fail. */
  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    this.failAll(new AccordError('aborted', 'The inference worker was closed.', 'Close it after the last request has been answered.'));
    await worker?.terminate();
  }

  private send(
    task: TaskSpec,
    inputs: readonly unknown[],
    urgent: boolean,
    signal: AbortSignal,
    progress: (done: number) => void,
  ): Promise<Float32Array[]> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      const settle = (): void => {
        signal.removeEventListener('abort', abort);
        this.pending.delete(id);
        this.letEnd();
      };
      const abort = (): void => {
        this.aborting.add(id);
        this.post({ type: 'abort', id });
        settle();
        reject(signal.reason);
      };
      this.pending.set(id, {
        resolve: (outputs) => {
          settle();
          resolve(outputs);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        progress,
      });
      signal.addEventListener('abort', abort, { once: true });
      this.post({ type: 'run', id, task, inputs, urgent });
    });
  }

  /** Lets the process end when nothing runs. */
  private letEnd(): void {
    if (this.pending.size === 0 && this.aborting.size === 0) this.worker?.unref();
  }

  private post(message: ToWorker): void {
    this.start();
    if (this.pending.size > 0) this.worker!.ref();
    this.worker!.postMessage(message);
  }

  private open(): Worker {
    const worker = this.newWorker();
    worker.on('message', (message: FromWorker) => this.receive(message));
    const died = (reason: string, cause?: unknown): void => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      const hint = 'Run it again: the worker starts anew. If it happens again, report it with the input.';
      this.failAll(new AccordError('internal', `The inference worker stopped: ${reason}.`, hint, { cause }));
    };
    worker.on('error', (error) => died(error.message, error));
    worker.on('exit', (code) => died(`exit code ${code}`));
    worker.unref();
    return worker;
  }

  private receive(message: FromWorker): void {
    if (message.type === 'aborted') {
      this.aborting.delete(message.id);
      this.letEnd();
      return;
    }
    // Requests that were aborted meanwhile have no entry any more.
    const pending = this.pending.get(message.id);
    if (message.type === 'progress') pending?.progress(message.done);
    else if (message.type === 'done') pending?.resolve(message.outputs);
    else pending?.reject(new AccordError(message.code, message.message, message.hint));
  }

  private failAll(error: AccordError): void {
    this.aborting.clear();
    for (const pending of [...this.pending.values()]) pending.reject(error);
  }
}

/**
 * onnxruntime 1.30 reads the process's command line when it makes a session and recurses once a character: with the usual 4 MiB
 * stack, arguments of some 16,000 characters end the process. The memory is reserved, not used.
 */
const resourceLimits = { stackSizeMb: 256 };

function startWorker(): Worker {
  const source = import.meta.url.endsWith('.ts');
  const entry = new URL(source ? './worker.ts' : './worker.js', import.meta.url);
  if (!source) return new Worker(entry, { resourceLimits });
  // Run from source, by tests and benches: a thread on Node 20 ignores `--import tsx`, so the loader is registered inside it.
  const loader = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href;
  const script = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`;
  return new Worker(script, { eval: true, resourceLimits });
}

/** The one worker of this process. */
export const inferenceWorker = new InferenceWorker();
