import { hash } from 'node:crypto';
import { z } from 'zod';

/** A question with its right answers. Without an id, it gets one that follows from its text. */
export const ProbeQuestion = z
  .object({
    id: z.string().min(1).optional(),
    question: z.string().regex(/\S/, 'the question is empty'),
    answers: z
      .array(z.string())
      .refine((answers) => answers.some((answer) => answer.trim() !== ''), 'there is no answer: a probe needs to know what is right'),
  })
  .transform(({ id, question, answers }) => ({
    id: id ?? hash('sha256', question).slice(0, 16),
    question,
    answers: answers.filter((answer) => answer.trim() !== ''),
  }));
export type ProbeQuestion = z.output<typeof ProbeQuestion>;
