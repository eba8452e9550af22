import type { z } from 'zod';
import { AccordError } from '../src/errors.ts';

/** @throws AccordError `invalid-input` naming the first option that does not fit, and its value. */
export function parseOptions<T extends z.ZodObject>(schema: T, options: z.input<T>): z.infer<T> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const name = path.join('.');
  const value = (options as Record<string, unknown>)[name];
  throw new AccordError('invalid-input', `${name} is ${JSON.stringify(value)}: ${message}`, 'Correct the option.');
}
