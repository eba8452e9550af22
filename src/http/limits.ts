import { z } from 'zod';

/** What one request may cost. */
export const Limits = z.strictObject({
  maxBodyBytes: z.int().min(1).default(1_048_576).describe('Greatest size of a request body in bytes'),
  requestTimeout: z.int().min(1).default(60_000).describe('Greatest time for a request in ms, body and answer together'),
  maxK: z.int().min(1).default(1_000).describe('Greatest number of passages that a request may ask for'),
});
export type Limits = z.infer<typeof Limits>;
