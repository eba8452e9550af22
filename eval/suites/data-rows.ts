import { z } from 'zod';

const Question = z.object({ id: z.string(), question: z.string(), answers: z.array(z.string()).min(1) });

/** A question with the pool's ids of right passages. */
export const JudgedRow = Question.extend({ pos: z.array(z.string()).min(1) });

/** A question with its passages. */
export const PassagesRow = Question.extend({
  contexts: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })).min(1),
});
