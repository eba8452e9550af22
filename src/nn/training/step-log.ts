import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably, writeError } from '../../durable-write.ts';

/** Of tasks learned together, each list in the order of the names. */
export interface TaskSummary {
  names: readonly string[];
  losses: readonly number[];
  /** Means over the micro-batches. */
  weights: readonly number[];
  /** Inner products of the tasks' gradients at the shared representation, row by row. */
  gram: readonly number[];
}

/** A line of the log: a step, or an evaluation after it. */
export type LogEntry = { step: number } & (
  | { epoch: number; loss: number; learningRate: number; gradientNorm: number; tokens: number; seconds: number; tasks?: TaskSummary }
  | { evaluation: Record<string, number> }
);

/** The course of a run, one JSON object a line, in the file `log.jsonl` of its directory. */
export class StepLog {
  private constructor(private readonly path: string) {}

  /** Drops what lies after the step that the run goes on from: it will be written again. */
  static async open(directory: string, step: number): Promise<StepLog> {
    const path = join(directory, 'log.jsonl');
    const kept = readLog(directory).filter((entry) => entry.step <= step);
    await writeDurably(path, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return new StepLog(path);
  }

  /** @throws AccordError `disk-full`, `unreadable-file` */
  append(entry: LogEntry): void {
    try {
      appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }
}

/** The log of a run so far; a last line cut short by a crash is left out. */
export function readLog(directory: string): LogEntry[] {
  const path = join(directory, 'log.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LogEntry];
      } catch {
        return [];
      }
    });
}
