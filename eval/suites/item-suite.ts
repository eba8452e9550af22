import type { LlmOptions } from '../../src/cli/config/llm-options.ts';
import type { PolicyFields } from '../../src/conflict/policy.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { ConflictMeasure } from '../measures/conflict/conflict-measure.ts';
import type { ConflictItem } from './conflict-item.ts';
import type { SuiteMeasure } from './suite-measure.ts';
import type { System } from './systems/system.ts';

/** Draws so many of the questions as were asked for; items of one question stay together. */
export interface LoadOptions extends LongRunning {
  sample<T>(questions: readonly T[]): T[];
  seed: number;
  /** The language model that is named, for suites about what it remembers. */
  llm?: LlmOptions | undefined;
}

/** A suite that asks questions of given passages: what is particular to it. */
export interface ItemSuite {
  name: string;
  description: string;
  load(options: LoadOptions): Promise<readonly ConflictItem[]>;
  /** Chosen on other questions than these. */
  policy: PolicyFields;
  /** What ours is compared with, by name. */
  baselines: Readonly<Record<string, System>>;
  measures: readonly ConflictMeasure[];
  /** Values past those measures, e.g. F1. */
  score?(item: ConflictItem, predictions: readonly string[]): Record<string, number>;
  /** Figures over all questions that are no means. */
  overall?: readonly SuiteMeasure[];
  /** Names of the figures in which ours is compared with each baseline. */
  compared: readonly string[];
  /** Measures whose curve over the dial is given. */
  dial?: readonly string[];
}
