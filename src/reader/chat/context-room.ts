import { AccordError } from '../../errors.ts';
import type { ChatMessage } from '../../llm/language-model.ts';
import { ContextOverflow } from '../../llm/openai/server-error.ts';
import type { ScoredPassage } from '../../passage.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { type FittingPassages, fitPassages } from './fit-passages.ts';

/** How often passages are dropped after the server found a prompt too long. */
const corrections = 4;
/** Where the server does not say by how much. */
const unknownExcess = 1.4;

/** Keeps prompts within a model's context, and learns from the server how large that is and how many tokens texts have. */
export class ContextRoom {
  #limit: number;
  /** Real tokens for each estimated one. */
  #scale = 1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Asks with as many passages as fit; with fewer when the server finds the prompt too long all the same.
   *
   * @throws AccordError `too-large` where not even the question with the first sentence of the best passage fits; else as `ask`
   */
  async ask<Result>(
    passages: readonly ScoredPassage[],
    { reply, prompt }: { reply: number; prompt: (kept: readonly ScoredPassage[]) => readonly ChatMessage[] },
    ask: (fitting: FittingPassages) => Promise<Result>,
  ): Promise<Result> {
    const sizeOf = (kept: readonly ScoredPassage[]) => estimateTokens(...prompt(kept).map(({ content }) => content));
    const empty = sizeOf([]);
    for (let corrected = 0; ; corrected++) {
      const budget = this.#limit - reply - empty * this.#scale;
      const fitting = fitPassages(passages, budget, (passage) => (sizeOf([passage]) - empty) * this.#scale);
      try {
        return await ask(fitting);
      } catch (error) {
        if (!AccordError.isInstance(error) || error.code !== 'too-large' || corrected === corrections || fitting.kept.length === 0)
          throw error;
        this.#learn(error.cause, sizeOf(fitting.kept) * this.#scale + reply);
      }
    }
  }

  #learn(cause: unknown, thought: number): void {
    const { limit, requested } = cause instanceof ContextOverflow ? cause : {};
    if (limit !== undefined && limit < this.#limit) this.#limit = limit;
    // What was thought to fit does not: texts have more tokens than thought.
    else if (requested !== undefined && requested > thought) this.#scale *= requested / thought;
    else this.#scale *= unknownExcess;
  }
}
