import { hash } from 'node:crypto';
import { z } from 'zod';
import { type Passage, passageText } from '../../passage.ts';

/** Grows with every change that older or newer releases could misread. */
export const recordVersion = 1;

const version = z.literal(recordVersion, {
  error: ({ input }) =>
    `the record is of version ${JSON.stringify(input)}, this release reads ${recordVersion}: update accord-rag, or probe again`,
});

const id = z.string().min(1);
const share = z.number().min(0).max(1);

const question = z.strictObject({
  id,
  text: z.string().regex(/\S/, 'the question is empty'),
  answers: z.array(z.string()).describe('Right answers; empty where none is known, as with feedback'),
});

const stages = z.strictObject({
  bm25: z.number().optional(),
  dense: z.number().optional(),
  fused: z.number().optional(),
  logit: z.number().optional(),
  useful: z.number().optional(),
});

const passage = z.strictObject({
  id,
  title: z.string().optional(),
  text: z.string().min(1).optional().describe('Absent: the passage is to be looked up by its id and checked by its hash'),
  contentHash: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'is no content hash')
    .describe('Of title and text, see contentHash()'),
  rank: z.int().min(1).optional().describe('Place in the list that was probed, from 1'),
  scores: stages.optional(),
});

/** What the reader answered, and how right that is. */
export const ReadingOutcome = z.strictObject({
  answer: z.string().describe('As the reader gave it; empty: it abstained'),
  hit: z.boolean().describe('The answer contains a right one, as normalised tokens in a row'),
  exactMatch: z.boolean(),
  f1: share,
  judged: z.boolean().optional().describe('Right by the verdict of a judge, which then goes before `hit`'),
  likelihood: z
    .strictObject({
      answer: z.string().describe('The right answer that it is of'),
      logprob: z.number().describe('Natural logarithm of its probability, summed over its tokens'),
      tokens: z.int().min(1),
    })
    .optional(),
});
export type ReadingOutcome = z.infer<typeof ReadingOutcome>;

/** One question to the reader without, and with, the passage. */
export const ProbeOutcome = z.strictObject({ before: ReadingOutcome, after: ReadingOutcome });
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;

export const baselines = ['closed-book', 'without-this-passage'] as const;
export type Baseline = (typeof baselines)[number];

/** In what a degree is counted; degrees of different units are not to be compared. */
const degreeUnits = ['nats-per-token', 'answer', 'verdict'] as const;
export type DegreeUnit = (typeof degreeUnits)[number];

const common = {
  schemaVersion: version,
  question,
  passage,
  degree: z
    .number()
    .describe(
      'How much the passage helps; above 0: it does. nats-per-token: change of log P(right answer) a token; answer, verdict: in [−1, 1]',
    ),
  degreeUnit: z.enum(degreeUnits),
};

const asked = {
  reader: id.describe('Id of the reader, or judge'),
  promptHash: z.string().min(1).optional().describe('Of the prompt template; absent for readers without one'),
};

const ProbeRecord = z.strictObject({
  ...common,
  ...asked,
  signal: z.literal('probe'),
  baseline: z.enum(baselines),
  round: z.int().min(1).describe('1: passages of the first stage; 2: those that a tuned reranker puts first'),
  usage: z
    .strictObject({
      requests: z.int().min(0),
      cached: z.int().min(0),
      tokens: z.strictObject({ prompt: z.int().min(0), completion: z.int().min(0) }),
      fallbacks: z.array(z.string()),
    })
    .optional()
    .describe('What the whole question has cost, of readers with a language model; on the first of its records only'),
  context: z.int().min(0).describe('How many other passages the reader had beside this one'),
  outcomes: z.array(ProbeOutcome).min(1).describe('One for each repetition'),
});
export type ProbeRecord = z.infer<typeof ProbeRecord>;

const JudgeRecord = z.strictObject({
  ...common,
  ...asked,
  signal: z.literal('judge'),
  outcomes: z
    .array(z.strictObject({ useful: share.describe('P(the passage is useful) by the judge'), reply: z.string().optional() }))
    .min(1),
});

const GoldRecord = z.strictObject({
  ...common,
  signal: z.literal('gold'),
  outcomes: z.array(z.strictObject({ relevant: z.boolean() })).min(1),
});

const UserRecord = z.strictObject({
  ...common,
  ...asked,
  signal: z.literal('user'),
  outcomes: z
    .array(
      z.strictObject({
        helpful: z.boolean(),
        answerId: id,
        answer: z.string().describe('What the user was answered'),
        at: z.iso.datetime(),
      }),
    )
    .min(1),
});
export type UserRecord = z.infer<typeof UserRecord>;

/**
 * That a passage helps, or harms, the answering of a question: by the effect on a reader (`probe`), the verdict of a judge, an annotation
 * (`gold`) or a person's feedback (`user`). What was observed is kept beside the degree that follows from it, so that degree and category can
 * be computed anew without asking again. One JSON object a line in files.
 */
export const PreferenceRecord = z
  .looseObject({ schemaVersion: version })
  .pipe(z.discriminatedUnion('signal', [ProbeRecord, JudgeRecord, GoldRecord, UserRecord]));
export type PreferenceRecord = z.output<typeof PreferenceRecord>;

/** Tells passages of other content apart: the first 32 hexadecimal digits of SHA-256 over title and text. */
export const contentHash = (passage: Pick<Passage, 'title' | 'text'>): string => hash('sha256', passageText(passage)).slice(0, 32);
