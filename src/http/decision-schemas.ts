import { z } from '@hono/zod-openapi';
import { instant } from '../conflict/claim.ts';
import { criteria, Policy, type PolicyInput, parsePolicy, presets } from '../conflict/policy.ts';

const names = Object.keys(presets) as [keyof typeof presets];

/** Checked by the core, whose messages name what is wrong with a policy. */
const policy = z
  .unknown()
  .optional()
  .openapi({ $ref: '#/components/schemas/Policy' } as object)
  .transform((value, context) => {
    try {
      if (value !== undefined) parsePolicy(value as PolicyInput);
      return value as PolicyInput | undefined;
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

/** JSON Schema of a policy: a preset's name, or fields over those of a preset. */
export const policyComponent = {
  description: 'How disagreement is decided, and when to abstain: the name of a preset, or fields over those of a preset',
  anyOf: [
    { type: 'string', enum: names },
    z.toJSONSchema(Policy.extend({ preset: z.enum(names).optional() }), { io: 'input', reused: 'inline' }) as object,
  ],
};

const said = z.string().max(20_000);

/** What a question may bring beside its words. */
export const circumstances = {
  instruction: said.optional().describe('What the user says beside the question; what it states outranks passages and memory'),
  assumptions: z.array(said).max(100).optional().describe('What is to be taken for true, with the same rank'),
  history: z
    .array(z.strictObject({ question: said, answer: said }))
    .max(100)
    .optional()
    .describe('Earlier turns, oldest first'),
  policy: policy.describe('Default: that of the server'),
  at: z
    .string()
    .refine((text) => instant(text) !== undefined, { error: ({ input }) => `${JSON.stringify(input)} is no ISO 8601 date` })
    .optional()
    .describe('The time asked about: what was not valid then is not used, and a later date makes no claim newer'),
};

export const evidence = z.object({ passageId: z.string(), start: z.int(), end: z.int() });

export const ClaimBody = z
  .object({
    answer: z.string(),
    level: z.enum(['instruction', 'context', 'parametric']),
    evidence: z.array(evidence),
    confidence: z.number(),
    useful: z.number().optional().describe('P(the passage is useful)'),
    source: z.string().optional(),
    date: z.string().optional(),
    authority: z.number().optional(),
    document: z.string().optional(),
    cluster: z.string().optional().describe('Near copies have the same'),
    subject: z.string().optional(),
    validFrom: z.string().optional(),
    validTo: z.string().optional(),
    supersedes: z.string().optional(),
    aliases: z.array(z.string()).optional(),
    denies: z.boolean().optional().describe('The claim says that the answer is wrong'),
  })
  .openapi('Claim');

const group = z
  .object({
    answer: z.string(),
    probability: z.number(),
    claims: z.array(ClaimBody),
    evidence: z.object({ context: z.number(), memory: z.number(), voices: z.int() }),
  })
  .openapi('AnswerGroup');

const rule = z.enum([...criteria, 'superseded', 'denied', 'support', 'dial', 'guard']);

export const DecisionBody = z
  .object({
    winners: z.array(group),
    abstained: z.boolean(),
    leaning: z.array(group).describe('What would have won, where the risk was too high'),
    probability: z.number().describe('That one of the winners is right'),
    conflict: z.enum(['instruction', 'instruction-context', 'temporal', 'ambiguity', 'inter-context', 'context-memory', 'none']),
    groups: z.array(group).describe('All answers, winners first'),
    defeated: z.array(z.object({ claim: ClaimBody, rule, by: ClaimBody })),
    unused: z.array(z.object({ claim: ClaimBody, reason: z.enum(['no-answer', 'gate', 'not-yet-valid', 'no-longer-valid']) })),
    changes: z
      .array(
        z.object({
          kind: z.enum(['dial', 'preference', 'support']),
          answer: z.string(),
          at: z.number().optional(),
          criterion: rule.optional(),
        }),
      )
      .describe('What would make another answer win'),
    notes: z.array(z.string()),
    explanation: z.string(),
  })
  .openapi('Decision');

export const StatementBody = z.object({ id: z.string(), text: z.string(), negated: z.boolean() }).openapi('Statement');
