import type { Progress } from '../../progress.ts';

/** Where a training run is; `done` and `total` count optimizer steps. */
export interface TrainingProgress extends Progress {
  total: number;
  /** Counted from 0. */
  epoch: number;
  /** Of the last steps' examples: a running average. */
  loss: number;
  learningRate: number;
  /** Without padding, over the last steps. */
  tokensPerSecond: number;
  secondsLeft: number;
  /** Of the last evaluation of this process. */
  evaluation?: Record<string, number> | undefined;
  /** Numbers that are trained, and all of the model under training. */
  parameters: { trained: number; all: number };
}

/** Weight of the newest step in running averages, once there are enough of them. */
const share = 1 / 32;

/** Smooths the loss and measures the speed of a run. */
export class TrainingMeter {
  #measured = 0;
  #stepSeconds = 0;
  #stepTokens = 0;

  constructor(
    /** Optimizer steps done, of this process and those before. */
    private steps: number,
    public loss: number,
    public seconds: number,
    public tokens: number,
  ) {}

  add(step: { loss: number; seconds: number; tokens: number }): void {
    this.steps++;
    this.#measured++;
    // The plain mean while there are few.
    this.loss += Math.max(share, 1 / this.steps) * (step.loss - this.loss);
    const weight = Math.max(share, 1 / this.#measured);
    this.#stepSeconds += weight * (step.seconds - this.#stepSeconds);
    this.#stepTokens += weight * (step.tokens - this.#stepTokens);
    this.seconds += step.seconds;
    this.tokens += step.tokens;
  }

  get tokensPerSecond(): number {
    return this.#stepTokens / this.#stepSeconds;
  }

  /** @param steps how many are to come */
  secondsLeft(steps: number): number {
    return steps * this.#stepSeconds;
  }
}
