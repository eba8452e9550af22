import { z } from 'zod';
import { AccordError } from '../../../errors.ts';
import { type VariantKind, variantKinds } from './variants.ts';

const defaultVariants = variantKinds.filter((kind) => kind !== 'sparql');

const isKind = (name: unknown): name is VariantKind => (variantKinds as readonly unknown[]).includes(name);

const kinds = z
  .union([z.string().transform((text) => text.split(',').map((name) => name.trim())), z.array(z.string())])
  .transform((names, context): VariantKind[] => {
    const unknown = names.filter((name) => !isKind(name));
    if (unknown.length === 0) return variantKinds.filter((kind) => names.includes(kind));
    context.addIssue({ code: 'custom', message: `${JSON.stringify(unknown[0])} is none of ${variantKinds.join(', ')}` });
    return z.NEVER;
  });

const probability = z.number().min(0).max(1);

export const AugmentOptions = z.object({
  variants: kinds.default(defaultVariants).describe(`Kinds of rewrites, separated by commas: ${variantKinds.join(', ')}`),
  entailment: probability
    .default(0.2)
    .describe(
      'A rephrasing that the detector does not take to follow from the question, and the reverse, with this probability is left out',
    ),
  contradiction: probability
    .default(0.5)
    .describe('A variant that contradicts the question with this probability, in either direction, is left out'),
});
export type AugmentOptions = z.input<typeof AugmentOptions>;
export type AugmentSettings = z.output<typeof AugmentOptions>;

/** @throws AccordError `invalid-config` */
export function parseAugmentOptions(options: AugmentOptions): AugmentSettings {
  const parsed = AugmentOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AccordError('invalid-config', `Options of augmentation: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
}
