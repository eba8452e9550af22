import { createHash } from 'node:crypto';
import type { LanguageModel } from '../../llm/language-model.ts';
import { Rng } from '../../nn/training/rng.ts';
import type { LongRunning } from '../../progress.ts';
import type { JudgedPassage, Judgement } from '../judge.ts';
import { aggregateLists } from './aggregate-lists.ts';
import { Asker } from './asker.ts';
import type { ParsedJudgeOptions } from './options.ts';
import { listPrompt, listSchema, shownPassage } from './prompts.ts';
import { readList } from './read-list.ts';

/** For the answer, and for the number of a passage with its comma. */
const tokensOfAnswer = 120;
const tokensOfNumber = 4;

/**
 * All passages at once, in `samples` seeded shuffles, whose replies are mapped back and aggregated: what the model thinks of a place in the list averages
 * out. The shuffles of a question depend on it and the seed alone.
 *
 * Source: k-sampling of Zhang et al., Are large language models good at utility judgments?, SIGIR 2024 (arXiv 2403.19216), whose rule of aggregation is not
 * published.
 */
export async function judgeLists(
  model: LanguageModel,
  form: 'set' | 'rank',
  question: string,
  passages: readonly JudgedPassage[],
  { samples, seed, aggregate, maxWords }: ParsedJudgeOptions,
  running: LongRunning,
): Promise<Judgement> {
  const asker = new Asker(model, running);
  const shown = passages.map((passage) => shownPassage(passage, maxWords));
  const shuffles = shown.length === 0 ? [] : shufflesOf(question, shown.length, samples, seed);
  const replies = await asker.all(shuffles, async (order, generate) => {
    const { text } = await generate({
      messages: listPrompt(
        form,
        question,
        order.map((index) => shown[index]!),
      ),
      maxTokens: tokensOfAnswer + tokensOfNumber * shown.length,
      temperature: 0,
      schema: listSchema(form, shown.length),
    });
    const places = readList(text, shown.length);
    if (places === null) asker.unread++;
    return places?.map((place) => order[place]!) ?? null;
  });
  const lists = replies.filter((list) => list !== null);
  return {
    verdicts: aggregateLists(passages, lists, { form, aggregate }),
    cost: asker.cost,
    unread: asker.unread,
    logprobs: null,
    answerMass: null,
    lists,
  };
}

function shufflesOf(question: string, size: number, samples: number, seed: number): number[][] {
  const key = createHash('sha256').update(question).digest().readUInt32LE(0);
  return Array.from({ length: samples }, (_, sample) => Rng.of(seed, key, sample).shuffle(Array.from({ length: size }, (_, i) => i)));
}
