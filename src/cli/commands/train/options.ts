import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { AccordError } from '../../../errors.ts';
import { schemaValues } from '../../schema-options.ts';
import type { TrainFlags } from './train-and-report.ts';

/** Flags that were given, without defaults: the others are the configuration file's. */
export function given<T extends z.ZodObject>(command: Command, schema: T): Partial<z.infer<T>> {
  const values = schemaValues(command, schema);
  return Object.fromEntries(Object.entries(values).filter(([key]) => command.opts()[key] !== undefined)) as Partial<z.infer<T>>;
}

export function complete<T extends z.ZodType>(schema: T, { config }: TrainFlags, flags: object): z.infer<T> {
  const parsed = schema.safeParse({ ...(config !== undefined && readConfig(config)), ...flags });
  if (parsed.success) return parsed.data;
  throw new AccordError(
    'invalid-config',
    `Options of training: ${z.prettifyError(parsed.error)}`,
    'Give files of rows, and correct what is named above.',
  );
}

function readConfig(path: string): object {
  if (!existsSync(path)) throw new AccordError('not-found', `There is no file ${path}.`, 'Check the path given with --config.');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch (cause) {
    throw new AccordError('invalid-config', `${path} is not JSON: ${(cause as Error).message}`, 'Correct the file.', { cause });
  }
}
