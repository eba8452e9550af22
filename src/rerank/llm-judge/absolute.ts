import type { ChatMessage, LanguageModel } from '../../llm/language-model.ts';
import type { LongRunning } from '../../progress.ts';
import type { JudgedPassage, Judgement } from '../judge.ts';
import { askChoice, type ChoiceReading, probabilityUse } from './ask-choice.ts';
import { Asker } from './asker.ts';
import { type Choices, digits, yesNo } from './choices.ts';
import type { ParsedJudgeOptions } from './options.ts';
import { digitPrompt, pointPrompt, shownPassage } from './prompts.ts';
import { rankVerdicts } from './rank-verdicts.ts';

const forms: Record<'point' | 'digit', { prompt(question: string, passage: string): ChatMessage[]; choices: Choices; most: number }> = {
  point: { prompt: pointPrompt, choices: yesNo, most: 1 },
  digit: { prompt: digitPrompt, choices: digits, most: 9 },
};

/** Each passage by itself: the expected reply over the token probabilities; without these, the mean of `samples` replies, all but the first sampled. */
export async function judgeAbsolutely(
  model: LanguageModel,
  form: 'point' | 'digit',
  question: string,
  passages: readonly JudgedPassage[],
  { samples, seed, maxWords }: ParsedJudgeOptions,
  running: LongRunning,
): Promise<Judgement> {
  const asker = new Asker(model, running);
  const { prompt, choices, most } = forms[form];
  const readings = await asker.all(passages, async (passage, generate): Promise<ChoiceReading> => {
    const messages = prompt(question, shownPassage(passage, maxWords));
    const first = await askChoice(generate, messages, choices);
    const values = [first.value];
    if (first.mass === null) {
      for (let sample = 1; sample < samples; sample++) values.push((await askChoice(generate, messages, choices, seed + sample)).value);
    }
    const read = values.filter((value) => value !== null);
    asker.unread += values.length - read.length;
    return { value: read.length === 0 ? null : read.reduce((sum, value) => sum + value, 0) / read.length / most, mass: first.mass };
  });
  return {
    verdicts: rankVerdicts(
      passages,
      readings.map(({ value }) => ({ useful: value, selected: value === null ? null : value >= 0.5 })),
    ),
    cost: asker.cost,
    unread: asker.unread,
    ...probabilityUse(readings),
  };
}
