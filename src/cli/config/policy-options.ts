import { z } from 'zod';
import { type PolicyFields, Policy as PolicySchema, parsePolicy, presets } from '../../conflict/policy.ts';
import { AccordError } from '../../errors.ts';

const presetNames = Object.keys(presets).join(', ');

/** Settings of how disagreement is decided; `policy` is the whole, the others are for what is set most often. */
export const PolicyOptions = z.object({
  policy: checked((value) => {
    const fields = typeof value === 'string' ? fromText(value) : (value as PolicyFields);
    parsePolicy(fields);
    return fields;
  }).describe(
    `How disagreement is decided, and when to abstain: ${presetNames}, or JSON, such as {"preset": "newest", "answers": "several"}`,
  ),
  sources: checked((value) => {
    const sources = typeof value === 'string' ? value.split(';').filter((chain) => chain.trim() !== '') : (value as string[]);
    parsePolicy({ sources });
    return sources;
  }).describe('Sources, best first: "law > blog"; for some questions only: "dosage: label > article"; several separated by ;'),
  dial: PolicySchema.shape.dial
    .unwrap()
    .optional()
    .describe('Adherence to context against robustness of memory: 0 only memory, 1 only context'),
});
export type PolicyOptions = Partial<z.infer<typeof PolicyOptions>>;

/**
 * The policy that the settings make together; undefined where none is given.
 *
 * @throws AccordError `invalid-config` where they contradict each other.
 */
export function configuredPolicy({ policy, sources, dial }: PolicyOptions): PolicyFields | undefined {
  if (policy === undefined && sources === undefined && dial === undefined) return undefined;
  const fields = { ...policy, ...(sources && { sources }), ...(dial !== undefined && { dial }) };
  parsePolicy(fields);
  return fields;
}

function fromText(text: string): PolicyFields {
  if (!text.trim().startsWith('{')) return { preset: text as PolicyFields['preset'] };
  return JSON.parse(text) as PolicyFields;
}

function checked<T>(read: (value: unknown) => T) {
  return z
    .unknown()
    .optional()
    .transform((value, context): T | undefined => {
      if (value === undefined) return undefined;
      try {
        return read(value);
      } catch (error) {
        const { message } = error as Error;
        context.addIssue({
          code: 'custom',
          message: AccordError.isInstance(error) ? `${message} ${error.hint}`.replace(/\.$/, '') : message,
        });
        return z.NEVER;
      }
    });
}
