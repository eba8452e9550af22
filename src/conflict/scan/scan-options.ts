import { z } from 'zod';

export const ScanOptions = z.object({
  similarity: z.number().min(0).max(1).default(0.7).describe('Least part of the words that two sentences have in common'),
});
export type ScanOptions = z.input<typeof ScanOptions>;
