import type { LanguageModel } from '../../src/llm/language-model.ts';
import type { Passage } from '../../src/passage.ts';

const maxTokens = 64;

/** The baseline: passages and question in one message, as tutorials have it; the reply as it comes. */
export async function plainAnswer(
  model: LanguageModel,
  { question, passages, signal }: { question: string; passages: readonly Passage[]; signal?: AbortSignal | undefined },
): Promise<string> {
  const context = passages.map(({ title, text }) => (title ? `${title}\n${text}` : text)).join('\n\n');
  const content = `Answer the question based on the context.\n\nContext:\n${context}\n\nQuestion: ${question}\nAnswer:`;
  const { text } = await model.generate({ messages: [{ role: 'user', content }], maxTokens, signal });
  return text;
}
