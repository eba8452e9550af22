import { hash } from 'node:crypto';
import { z } from 'zod';
import { type VariantKind, variantKinds } from './variants.ts';

const filled = (text: string): boolean => text.trim() !== '';

/**
 * A question with its labels: right answers, as `rag probe` takes them, passages that answer it, as `rag mine` and `rag train` do, or both. Other fields
 * stay as they are.
 */
export const AugmentRow = z
  .looseObject({
    id: z.string().min(1).optional(),
    question: z.string().refine(filled, 'the question is empty'),
    answers: z.array(z.string()).optional(),
    positives: z
      .array(z.looseObject({ id: z.string().min(1).optional(), title: z.string().optional(), text: z.string().optional() }))
      .optional(),
  })
  .refine(
    ({ answers = [], positives = [] }) => answers.some(filled) || positives.length > 0,
    'there is no label that a variant could inherit: give answers or positives',
  )
  // As probe questions get theirs.
  .transform((row) => ({ ...row, id: row.id ?? hash('sha256', row.question).slice(0, 16) }));
export type AugmentRow = z.output<typeof AugmentRow>;

/** Probabilities by the contradiction detector: the lower of both directions for entailment, the higher for contradiction. */
const Agreement = z.strictObject({ entailment: z.number(), contradiction: z.number() });
export type Agreement = z.infer<typeof Agreement>;

/** What the reader answers on the gold passages. */
const RoundTrip = z.strictObject({
  question: z.string().describe('To the question'),
  variant: z.string().describe('To the variant; empty: it abstained'),
});
export type RoundTrip = z.infer<typeof RoundTrip>;

/** Where a variant comes from, and why it has the labels of its question. */
export const VariantOrigin = z.strictObject({
  id: z.string().describe('Of the question: what splits rows has to keep variants with it'),
  question: z.string(),
  kind: z.enum(variantKinds),
  labels: z.enum(['same-meaning', 'same-answer']).describe('Shown by entailment in both directions, or by the answer on the gold passages'),
  model: z.string(),
  promptHash: z.string(),
  nli: Agreement.optional(),
  roundTrip: RoundTrip.optional(),
});
export type VariantOrigin = z.infer<typeof VariantOrigin>;

/** A variant with the labels of its question. */
export type VariantRow = AugmentRow & { origin: VariantOrigin };

/** Why there is no variant. */
export const dropReasons = [
  'no-gold-passage', // only the answer could show that labels hold, and there is nothing to read: it was not asked for
  'unreadable', // the reply holds no question, or is cut
  'unchanged', // in the words of the question
  'duplicate', // in those of another variant
  'gives-away', // holds a right answer, which the question does not
  'contradiction',
  'not-entailed',
  'other-answer', // the reader answers something else on the gold passages, or nothing that would show that labels hold
] as const;
export type DropReason = (typeof dropReasons)[number];

export interface DroppedVariant {
  /** Id of the question. */
  id: string;
  question: string;
  kind: VariantKind;
  /** Absent where there was none. */
  variant?: string | undefined;
  reason: DropReason;
  nli?: Agreement | undefined;
  roundTrip?: RoundTrip | undefined;
}
