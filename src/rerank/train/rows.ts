import { z } from 'zod';

const passage = {
  id: z.string().min(1).optional(),
  title: z.string().optional(),
  text: z.string().refine((text) => text.trim() !== '', 'the passage is empty'),
};

const span = z
  .object({ start: z.int().min(0), end: z.int().min(0) })
  .describe('Where the answer is in the text, in UTF-16 code units, `end` exclusive');

export const PositivePassage = z
  .object({
    ...passage,
    spans: z.array(span).optional(),
    answer: z.enum(['yes', 'no']).optional().describe('What the passage answers to a yes/no question'),
  })
  .superRefine(({ text, spans }, context) => {
    for (const [index, { start, end }] of (spans ?? []).entries()) {
      if (start < end && end <= text.length) continue;
      const message = `the span ${start}–${end} is not within the text, which has ${text.length} characters`;
      context.addIssue({ code: 'custom', path: ['spans', index], message });
    }
  });
export type PositivePassage = z.infer<typeof PositivePassage>;

export const NegativePassage = z.object({
  ...passage,
  source: z.string().optional().describe('How it was found: hard, same-source or random'),
});
export type NegativePassage = z.infer<typeof NegativePassage>;

/** A question with passages that answer it and passages that do not. A passage's title and text stay apart, so that training can drop titles. */
export const TrainingRow = z
  .object({
    id: z.string().min(1).optional(),
    question: z.string().refine((text) => text.trim() !== '', 'the question is empty'),
    positives: z.array(PositivePassage).min(1, 'the row has no positive passage'),
    negatives: z.array(NegativePassage).default([]),
    source: z.string().optional().describe('The data set that the row is from'),
  })
  .superRefine(({ positives, negatives }, context) => {
    const right = new Set(positives.map(passageKey));
    for (const [index, negative] of negatives.entries()) {
      if (!right.has(passageKey(negative))) continue;
      context.addIssue({ code: 'custom', path: ['negatives', index], message: 'the same passage is among the positives' });
    }
  });
export type TrainingRow = z.infer<typeof TrainingRow>;

/** Equal for passages that differ in white space only. */
export const passageKey = ({ text }: { text: string }): string => text.trim().replaceAll(/\s+/g, ' ');
