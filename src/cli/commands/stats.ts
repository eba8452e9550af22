import { Command } from 'commander';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { renderInfo } from '../render.ts';

export function statsCommand(): Command {
  const command = new Command('stats')
    .description('Tell how many passages and documents the store holds, and what made its index.')
    .option('--json', 'print only JSON');
  configOptions(command, ['store']);
  examples(command, [['rag stats'], ['rag stats --store qdrant:http://localhost:6333/handbook --json']]);
  return command.action(async ({ json }: { json?: boolean }) => {
    const info = await withStore(configOf(command), { embedder: null, readOnly: true }, (store) => store.info());
    if (json) printJson(info);
    else print(renderInfo(info));
  });
}
