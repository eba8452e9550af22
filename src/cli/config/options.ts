import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { baseType, configValues, resolveConfig } from './resolve.ts';
import { Config, type ConfigKey, configKeys, flagOf, variableOf } from './schema.ts';

/** Adds the flags of configuration values, and `--config`, to a command. Their texts are checked where all sources meet. */
export function configOptions(command: Command, keys: readonly ConfigKey[]): Command {
  for (const key of keys) {
    const schema: z.ZodType = Config.shape[key];
    const preset = schema.parse(undefined);
    const more = [`env ${variableOf(key)}`, ...(preset === undefined ? [] : [`default ${JSON.stringify(preset)}`])];
    command.addOption(
      new Option(`${flagOf(key)} <${baseType(schema) === 'number' ? 'n' : 'value'}>`, `${schema.description} (${more.join(', ')})`),
    );
  }
  if (keys.includes('reranker')) command.addOption(new Option('--no-rerank', 'the same as --reranker none').conflicts('reranker'));
  return command.option('--config <file>', 'JSON file of settings (env RAG_CONFIG, default rag.config.json where there is one)');
}

/** The configuration that holds for a command: file, environment, and of its flags those that `keys` name. */
export function configOf(command: Command, keys: readonly ConfigKey[] = configKeys): Config {
  const { flags, file } = sourcesOf(command);
  return configValues(resolveConfig({ flags: Object.fromEntries(keys.map((key) => [key, flags[key]])), file }));
}

export function sourcesOf(command: Command): { flags: Partial<Record<ConfigKey, string>>; file: string | undefined } {
  const { config: file, rerank, ...flags } = command.opts<{ config?: string; rerank?: boolean }>();
  return { flags: { ...flags, ...(rerank === false && { reranker: 'none' }) } as Partial<Record<ConfigKey, string>>, file };
}
