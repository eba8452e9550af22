import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AccordError } from '../../errors.ts';
import { Config, type ConfigKey, configKeys, flagOf, variableOf } from './schema.ts';

/** Read in the working directory where neither `--config` nor `RAG_CONFIG` names another. */
const defaultFile = 'rag.config.json';

export interface ConfigSources {
  /** Texts of the flags that were given. */
  flags?: Partial<Record<ConfigKey, string>> | undefined;
  environment?: NodeJS.ProcessEnv | undefined;
  /** Of `--config`. */
  file?: string | undefined;
}

export interface ConfigEntry {
  value: Config[ConfigKey];
  /** `default`, `file NAME`, `env NAME` or `flag NAME`. */
  origin: string;
}

/**
 * All values of the configuration with where each came from: a flag goes before the environment, that before the file.
 *
 * @throws AccordError `invalid-config` naming origin, value and what is wrong
 */
export function resolveConfig({ flags = {}, environment = process.env, file }: ConfigSources = {}): Record<ConfigKey, ConfigEntry> {
  const path = file ?? (environment.RAG_CONFIG || (existsSync(defaultFile) ? defaultFile : undefined));
  const fromFile = path === undefined ? {} : readConfigFile(path);
  const entries = configKeys.map((key): [ConfigKey, ConfigEntry] => {
    const flag = flags[key];
    if (flag !== undefined) return [key, check(key, fromText(key, flag), flag, `flag ${flagOf(key)}`)];
    // An empty variable is the shell's way to have none.
    const variable = environment[variableOf(key)];
    if (variable) return [key, check(key, fromText(key, variable), variable, `env ${variableOf(key)}`)];
    if (fromFile[key] !== undefined) return [key, check(key, fromFile[key], fromFile[key], `file ${path}`)];
    return [key, { value: Config.shape[key].parse(undefined), origin: 'default' }];
  });
  return Object.fromEntries(entries) as Record<ConfigKey, ConfigEntry>;
}

/** The values alone. */
export function configValues(entries: Record<ConfigKey, ConfigEntry>): Config {
  return Object.fromEntries(configKeys.map((key) => [key, entries[key].value])) as unknown as Config;
}

function check(key: ConfigKey, value: unknown, given: unknown, origin: string): ConfigEntry {
  const parsed = (Config.shape[key] as z.ZodType).safeParse(value);
  if (parsed.success) return { value: parsed.data as Config[ConfigKey], origin };
  const place = origin.startsWith('file ') ? `${origin.slice('file '.length)}: ${key}` : origin.slice(origin.indexOf(' ') + 1);
  throw new AccordError(
    'invalid-config',
    `${place} is ${JSON.stringify(given)}. ${parsed.error.issues[0]!.message}.`,
    `${key}: ${Config.shape[key].description}.`,
  );
}

/** Flags and variables are texts: where a number is wanted, that of the text. */
function fromText(key: ConfigKey, text: string): unknown {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text.trim());
  return isNumber && baseType(Config.shape[key]) === 'number' ? Number(text) : text;
}

export function baseType(schema: z.core.$ZodType): string {
  const { def } = schema as z.ZodType & { def: { innerType?: z.core.$ZodType } };
  return def.innerType ? baseType(def.innerType) : def.type;
}

function readConfigFile(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    throw new AccordError('invalid-config', `The configuration file ${path} ${what}.`, 'It is a JSON object, for example {"k": 5}.', {
      cause,
    });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new AccordError('invalid-config', `The configuration file ${path} holds no JSON object.`, 'Write for example {"k": 5}.');
  }
  for (const key of Object.keys(content)) {
    if (!Object.hasOwn(Config.shape, key)) {
      throw new AccordError('invalid-config', `${path} sets "${key}", which is unknown.`, `Known are ${configKeys.join(', ')}.`);
    }
  }
  return content as Record<string, unknown>;
}
