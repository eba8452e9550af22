import { z } from 'zod';
import { AccordError } from '../errors.ts';
import { parsePreference, sourceOrder } from './source-order.ts';

/** What one claim can be preferred over another for. */
export const criteria = ['level', 'source', 'recency', 'authority', 'usefulness', 'corroboration'] as const;
export type Criterion = (typeof criteria)[number];

const probability = z.number().min(0).max(1);

/** How disagreement is decided. Every field has a default; presets change some of them. */
export const Policy = z.strictObject({
  order: z
    .array(z.enum(criteria))
    .refine((order) => new Set(order).size === order.length, 'names a criterion twice')
    .default(['level', 'source', 'recency', 'authority'])
    .describe('Criteria that defeat a claim outright, the first that separates two claims decides; those left out do not'),
  sources: z
    .array(z.string())
    .default([])
    .describe('Named sources, best first: "label > article > forum", or for some questions only "dosage: label > article"'),
  authorities: z.record(z.string(), z.number()).default({}).describe('Authority by source, instead of what passages say of themselves'),
  margins: z
    .strictObject({
      recencyDays: z.number().min(0).default(0).describe('So many days apart is the same time'),
      authority: z.number().min(0).default(0.1),
      usefulness: z.number().min(0).default(0.2),
      corroboration: z.number().min(0).default(2).describe('In log-odds'),
    })
    .prefault({})
    .describe('Differences up to the margin do not count'),
  recency: z
    .enum(['always', 'time-sensitive', 'never'])
    .default('time-sensitive')
    .describe('For which questions newer claims defeat older'),
  gate: probability.default(0.1).describe('Claims of a lower confidence or usefulness are not considered'),
  independence: z
    .enum(['passage', 'document', 'source'])
    .default('document')
    .describe('What counts as one voice, however often it says a thing; near copies always do'),
  ceiling: z.number().min(0.5).max(0.999).default(0.95).describe('No single voice is surer than this'),
  echoCeiling: probability
    .default(0.95)
    .describe(
      'Passages that say the question again, word for word, are one voice, no surer than this: so are passages planted to be found, but FAQs too; ' +
        '0.1 in collections that anyone can write to',
    ),
  falseAnswers: z.int().min(1).default(10).describe('How many wrong answers a question is taken to have'),
  dial: probability
    .default(0.5)
    .describe('Adherence to context against robustness of memory: 0 no context overturns memory, 1 any applicable context does'),
  guard: z
    .strictObject({
      confidence: probability.default(0.9).describe('Memory of at least this confidence is guarded'),
      voices: z.int().min(1).default(2).describe('So many independent voices overturn it'),
      authority: z.number().default(0.8).describe('So does one voice of at least this authority, or of a source named as preferred'),
    })
    .nullable()
    .prefault({})
    .describe('Against over-updating: weak or lone context does not overturn a confident memory; off at dial 1'),
  answers: z
    .enum(['one', 'several'])
    .default('one')
    .describe('one: the best answer; several: all that stand, of each reading of the question its own'),
  share: probability
    .default(0.5)
    .describe('An answer without a reading of its own stands beside the best one from this share of its support'),
  risk: probability.default(1).describe('Abstain where the probability of being wrong is higher'),
});
export type Policy = z.infer<typeof Policy>;

/** Starting points for policies. */
export const presets = {
  'context-first': { dial: 1, guard: null },
  'memory-first': { dial: 0.1 },
  newest: { order: ['level', 'recency', 'source', 'authority'], recency: 'always', dial: 0.8 },
  'official-sources': { order: ['level', 'source', 'authority', 'recency'], dial: 0.8 },
  cautious: { dial: 0.4, gate: 0.3, risk: 0.3, echoCeiling: 0.1 },
} as const satisfies Record<string, z.input<typeof Policy>>;
export type Preset = keyof typeof presets;

/** Fields of a policy, over those of a preset where one is named. */
export type PolicyFields = Partial<z.input<typeof Policy>> & { preset?: Preset | undefined };

/** A preset by name, or fields. */
export type PolicyInput = Preset | PolicyFields;

const parsedPolicies = new WeakSet<object>();

/**
 * A complete policy.
 *
 * @throws AccordError `invalid-config` for an unknown preset, a bad field, preferences that cannot be read, a cycle of sources, with its path, or a
 * wish that the order of criteria rules out.
 *
 * @example
 * parsePolicy({ preset: 'cautious', sources: ['label > article'] }).risk; // 0.3
 */
export function parsePolicy(input: PolicyInput = {}): Policy {
  if (typeof input === 'object' && parsedPolicies.has(input)) return input as Policy;
  if (typeof input !== 'string' && (typeof input !== 'object' || input === null || Array.isArray(input))) {
    throw new AccordError('invalid-config', `${JSON.stringify(input)} is no policy.`, 'Name a preset, or give an object of fields.');
  }
  const { preset, ...fields } = typeof input === 'string' ? { preset: input } : input;
  if (preset !== undefined && !Object.hasOwn(presets, preset)) {
    throw new AccordError(
      'invalid-config',
      `There is no policy ${JSON.stringify(preset)}.`,
      `Presets: ${Object.keys(presets).join(', ')}.`,
    );
  }
  const parsed = Policy.safeParse({ ...(preset && presets[preset]), ...fields });
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = path.join('.');
    const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], fields);
    const what = name === '' ? `The policy: ${message}.` : `The policy's ${name} is ${JSON.stringify(value)}: ${message}.`;
    throw new AccordError(
      'invalid-config',
      what,
      `Fields: ${Object.keys(Policy.shape).join(', ')}; presets: ${Object.keys(presets).join(', ')}.`,
    );
  }
  checkCycles(parsed.data.sources);
  checkOrder(parsed.data);
  parsedPolicies.add(parsed.data);
  return Object.freeze(parsed.data);
}

/** The sources that a policy gives a place, as it names them. */
export function namedSources(policy: PolicyInput = {}): string[] {
  const { sources, authorities } = parsePolicy(policy);
  return [...new Set([...sources.flatMap((text) => parsePreference(text).sources), ...Object.keys(authorities)])].sort();
}

/** What the policy asks for and, by its order, never does. */
function checkOrder({ order, sources, recency }: Policy): void {
  const missing =
    sources.length > 0 && !order.includes('source')
      ? ['source', `prefers ${JSON.stringify(sources[0])}`]
      : recency === 'always' && !order.includes('recency')
        ? ['recency', 'wants newer claims always']
        : undefined;
  if (missing === undefined) return;
  const [criterion, wish] = missing;
  throw new AccordError(
    'invalid-config',
    `The policy ${wish} but leaves "${criterion}" out of its order ${JSON.stringify(order)}.`,
    `Put "${criterion}" into the order where it is to decide, or take the wish out.`,
  );
}

/** General preferences and those of each scope must be free of cycles; a scope may turn a general preference round. */
function checkCycles(sources: readonly string[]): void {
  const preferences = sources.map(parsePreference);
  for (const scope of new Set(preferences.map((preference) => preference.scope))) {
    sourceOrder(preferences.filter((preference) => preference.scope === scope));
  }
}
