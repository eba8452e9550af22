import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { AccordError } from '../errors.ts';
import { baseType } from './config/resolve.ts';

/** `rankBias` → `--rank-bias` */
const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Adds a flag for each field of an options schema, with its description and default. */
export function schemaOptions(command: Command, schema: z.ZodObject): Command {
  for (const [key, field] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const preset = field.parse(undefined);
    const value = baseType(field) === 'number' ? 'n' : 'value';
    const help = preset === undefined ? `${field.description}` : `${field.description} (default ${JSON.stringify(preset)})`;
    command.addOption(new Option(`${flagOf(key)} <${value}>`, help));
  }
  return command;
}

/**
 * The options that the flags of {@link schemaOptions} gave.
 *
 * @throws AccordError `invalid-config` naming flag and value
 */
export function schemaValues<T extends z.ZodObject>(command: Command, schema: T): z.infer<T> {
  const flags = command.opts<Record<string, string>>();
  const given = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) => {
    const text = flags[key];
    if (text === undefined) return [];
    return [[key, baseType(field) === 'number' && text.trim() !== '' ? Number(text) : text] as const];
  });
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
  const key = String(path[0]);
  throw new AccordError(
    'invalid-config',
    `${flagOf(key)} is ${JSON.stringify(flags[key])}. ${message}.`,
    `${key}: ${(schema.shape as Record<string, z.ZodType>)[key]?.description}.`,
  );
}
