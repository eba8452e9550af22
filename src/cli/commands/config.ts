import { Command } from 'commander';
import { configOptions, sourcesOf } from '../config/options.ts';
import { resolveConfig } from '../config/resolve.ts';
import { configKeys } from '../config/schema.ts';
import { examples } from '../examples.ts';
import { formatTable, print, printJson } from '../output.ts';

export function configCommand(): Command {
  const command = new Command('config')
    .description('Show every setting with where it comes from. A flag goes before the environment (RAG_…), that before the file.')
    .option('--print', 'show the settings (which is done without it, too)')
    .option('--json', 'print only JSON');
  configOptions(command, configKeys);
  examples(command, [['rag config --print'], ['RAG_K=20 rag config --print --json']]);
  return command.action(({ json }: { json?: boolean }) => {
    const entries = resolveConfig(sourcesOf(command));
    if (json) {
      printJson(Object.fromEntries(configKeys.map((key) => [key, { value: entries[key].value ?? null, origin: entries[key].origin }])));
      return;
    }
    const rows = configKeys.map((key) => [key, shown(entries[key].value), entries[key].origin]);
    print(formatTable([{ header: 'setting' }, { header: 'value' }, { header: 'origin' }], rows));
  });
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}
