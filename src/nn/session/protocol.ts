import type { ErrorCode } from '../../errors.ts';
import type { TaskSpec } from './task.ts';

export type ToWorker =
  | { type: 'run'; id: number; task: TaskSpec; inputs: readonly unknown[]; urgent: boolean }
  | { type: 'abort'; id: number }
  /** Frees a task's model; requests for it that still wait fail. */
  | { type: 'release'; task: TaskSpec };

export type FromWorker =
  | { type: 'progress'; id: number; done: number }
  | { type: 'aborted'; id: number }
  | { type: 'done'; id: number; outputs: Float32Array[] }
  | { type: 'failed'; id: number; code: ErrorCode; message: string; hint: string };
