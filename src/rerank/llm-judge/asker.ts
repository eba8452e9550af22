import { throwIfAborted } from '../../errors.ts';
import type { GenerateRequest, Generation, LanguageModel } from '../../llm/language-model.ts';
import type { LongRunning } from '../../progress.ts';
import type { JudgeCost } from '../judge.ts';

/** Asks a model for one judgement and counts what it costs; progress counts requests. */
export class Asker {
  readonly cost: JudgeCost = { requests: 0, cached: 0, promptTokens: 0, completionTokens: 0 };
  unread = 0;
  readonly #model: LanguageModel;
  readonly #running: LongRunning;
  #planned = 0;

  constructor(model: LanguageModel, running: LongRunning) {
    this.#model = model;
    this.#running = running;
  }

  /**
   * The results in the order of the items; how many run at a time is the model's business. The first failure ends those that are under way.
   *
   * @throws what the model throws, AccordError `aborted`
   */
  async all<Item, Result>(
    items: readonly Item[],
    ask: (item: Item, generate: (request: GenerateRequest) => Promise<Generation>) => Promise<Result>,
  ): Promise<Result[]> {
    const stop = new AbortController();
    const { signal: outer } = this.#running;
    const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
    this.#planned += items.length;
    const results = items.map(async (item) => {
      try {
        return await ask(item, (request) => this.#generate({ ...request, signal }));
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    });
    const settled = await Promise.allSettled(results);
    const failed = settled.find(({ status }) => status === 'rejected');
    if (failed) throw stop.signal.reason ?? (failed as PromiseRejectedResult).reason;
    return settled.map((result) => (result as PromiseFulfilledResult<Result>).value);
  }

  async #generate(request: GenerateRequest): Promise<Generation> {
    const { signal, onProgress } = this.#running;
    throwIfAborted(signal);
    const generation = await this.#model.generate(request);
    this.cost.requests++;
    if (generation.cached) this.cost.cached++;
    this.cost.promptTokens += generation.tokens.prompt;
    this.cost.completionTokens += generation.tokens.completion;
    onProgress?.({ stage: 'judge', done: this.cost.requests, total: Math.max(this.#planned, this.cost.requests) });
    return generation;
  }
}
