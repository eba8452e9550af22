import { parentPort } from 'node:worker_threads';
import { EncodeTask } from './encode-task.ts';
import { PairTask } from './pair-task.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Scheduler } from './scheduler.ts';
import type { Task, TaskSpec } from './task.ts';

/** One entry a kind of task. */
const creators: { [Kind in TaskSpec['kind']]: (spec: Extract<TaskSpec, { kind: Kind }>) => Promise<Task<never>> } = {
  encode: EncodeTask.create,
  pairs: PairTask.create,
};

const port = parentPort!;
const scheduler = new Scheduler(
  (spec) => (creators[spec.kind] as (spec: TaskSpec) => Promise<Task>)(spec),
  (message: FromWorker) =>
    port.postMessage(message, message.type === 'done' ? message.outputs.map((output) => output.buffer as ArrayBuffer) : []),
);
port.on('message', (message: ToWorker) => void scheduler.receive(message));
