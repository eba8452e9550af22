import { z } from 'zod';

const id = z.string().min(1);

export const PassageRow = z.object({
  id,
  title: z.string().optional(),
  text: z.string().min(1),
  source: z.string().optional(),
  publishedAt: z.string().optional(),
});

export const QuestionRow = z.object({ id, question: z.string().min(1), answers: z.array(z.string().min(1)) });

export const GoldRow = QuestionRow.extend({
  contexts: z.array(z.object({ id, title: z.string().optional(), text: z.string().min(1), gold: z.boolean() })).min(1),
});

export const JudgementRow = z.object({ id, pos: z.array(id).min(1), pos_near: z.array(id).default([]) });

/** Passages that stand with their question. */
export const PooledRow = z.object({
  id,
  contexts: z.array(z.object({ id, title: z.string().optional(), text: z.string().min(1), label: z.number().nullable() })),
});

export const GradedRow = z.object({ id, meta: z.object({ qrels: z.record(z.string(), z.number()) }) });

export const NearDuplicatesRow = z.object({ id, near: z.array(z.object({ id })) });
