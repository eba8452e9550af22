import type { Turn } from '../reader.ts';
import type { ModelSession } from './ask-model.ts';
import { saysNoAnswer } from './no-answer.ts';
import { standalonePrompt } from './prompts.ts';

/** Earlier turns than these are rarely what a question refers to. */
const turns = 4;
const maxTokens = 96;

/** A follow-up question with the names that it refers to put in; the question itself where the model brings no usable one. */
export async function standaloneQuestion(question: string, history: readonly Turn[], session: ModelSession): Promise<string> {
  if (history.length === 0) return question;
  const { text } = await session.generate(standalonePrompt(question, history.slice(-turns)), { maxTokens });
  const line = text
    .trim()
    .split('\n')[0]!
    .replace(/^(?:the\s+)?(?:rewritten|standalone|last)\s+question(?:\s+is)?\s*:\s*/i, '')
    .replaceAll(/^["“']+|["”']+$/g, '')
    .trim();
  // A small model may answer instead, or tell about the task.
  const usable = line !== '' && !saysNoAnswer(line) && line.length <= 4 * question.length + 200 && /\?$/.test(line);
  if (!usable) session.note('history-unused');
  return usable ? line : question;
}
