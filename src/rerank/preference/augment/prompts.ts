import { hash } from 'node:crypto';
import type { ChatMessage } from '../../../llm/language-model.ts';
import { exampleQuestion, type VariantKind, variants } from './variants.ts';

const format = 'Do not answer it. Reply only with JSON, as in the example.';

/** Questions stand alone in their messages: nothing of the instruction can pass for a part of one. */
export function variantPrompt(kind: VariantKind, question: string): ChatMessage[] {
  const { instruction, example } = variants[kind];
  return [
    { role: 'system', content: `${instruction} ${format}` },
    { role: 'user', content: `Question: ${exampleQuestion}` },
    { role: 'assistant', content: JSON.stringify({ questions: example }) },
    { role: 'user', content: `Question: ${question}` },
  ];
}

export const variantSchema = {
  type: 'object',
  properties: { questions: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 } },
  required: ['questions'],
  additionalProperties: false,
};

/** Changes with the prompt of a kind. */
export const variantPromptHash = (kind: VariantKind): string => hash('sha256', JSON.stringify(variantPrompt(kind, '')), 'hex').slice(0, 8);
