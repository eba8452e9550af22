import { z } from 'zod';

export const ChatReaderOptions = z.object({
  passages: z
    .enum(['together', 'separately'])
    .default('together')
    .describe('together: one request reads all passages; separately: one for each, so that every passage has its say'),
  contextTokens: z
    .int()
    .min(256)
    .default(4096)
    .describe('Tokens of the model’s context; the least useful passages are left out where it is full'),
  maxTokens: z.int().min(8).default(200).describe('Most tokens of a short answer with its JSON'),
  longMaxTokens: z.int().min(8).default(400).describe('Most tokens of a long answer'),
  logprobs: z.boolean().default(true).describe('Ask for log-probabilities, from which the confidence of an answer comes; else it is 0.5'),
  temperature: z.number().min(0).default(0).describe('0 is greedy'),
  seed: z.int().optional().describe('For a temperature above 0'),
});
export type ChatReaderOptions = z.input<typeof ChatReaderOptions>;
