import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import type { QuestionValues } from './measure-model.ts';

/** The order of the first stage, which takes part as an arm without training. */
export const firstStage = 'first stage';

/** One training, or the order of the first stage, measured on every test question. */
export interface ArmResult {
  /** Its name, or {@link firstStage}. */
  arm: string;
  /** Of the training; 0 for the first stage. */
  seed: number;
  values: QuestionValues[];
  /** Time spent, on whatever else the machine did. */
  seconds: { training: number; measuring: number };
  steps: number;
}

const fileOf = (arm: string, seed: number): string => `${arm.replaceAll(/[ ,]+/g, '-')}-${seed}`;

/** The directory of an experiment: one JSON file a training. */
export class ExperimentResults {
  constructor(readonly directory: string) {}

  /**
   * Opens the directory for this configuration.
   * @throws AccordError `invalid-config` where it holds results of another one
   */
  static async open(directory: string, config: Record<string, unknown>): Promise<ExperimentResults> {
    await mkdir(join(directory, 'results'), { recursive: true });
    const path = join(directory, 'experiment.json');
    const text = `${JSON.stringify(config, null, 2)}\n`;
    if (!existsSync(path)) await writeDurably(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      throw new AccordError(
        'invalid-config',
        `${directory} holds results of other settings, see its experiment.json.`,
        'Give the same settings to go on, or another directory with --out.',
      );
    }
    return new ExperimentResults(directory);
  }

  has(arm: string, seed: number): boolean {
    return existsSync(join(this.directory, 'results', `${fileOf(arm, seed)}.json`));
  }

  async write(result: ArmResult): Promise<void> {
    await writeDurably(join(this.directory, 'results', `${fileOf(result.arm, result.seed)}.json`), `${JSON.stringify(result)}\n`);
  }

  all(): ArmResult[] {
    const folder = join(this.directory, 'results');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ArmResult);
  }

  /** Where a training keeps its model; beside it its checkpoints. */
  modelOf(arm: string, seed: number): string {
    return join(this.directory, 'models', fileOf(arm, seed));
  }
}
