import { Command } from 'commander';
import { colorsFor } from '../colors.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { parseFilterFlag } from '../filter-flag.ts';
import { loadingEmbedder, withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { renderPassages } from '../render.ts';
import { signalOf } from '../run-program.ts';

export function searchCommand(): Command {
  const command = new Command('search')
    .description('Find the passages that fit a query best.')
    .argument('<query>')
    .option('--filter <json>', 'only passages that fulfil it')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'k', 'retriever', 'embedder']);
  examples(command, [
    ['rag search "notice period"'],
    ['rag search "notice period" --k 20 --retriever bm25 --json'],
    [`rag search "notice period" --filter '{"field": "publishedAt", "gte": "2024-01-01"}'`],
  ]);
  return command.action(async (query: string, { filter, json }: { filter?: string; json?: boolean }) => {
    const config = configOf(command);
    const parsed = filter === undefined ? undefined : parseFilterFlag('--filter', filter);
    const embedder = config.retriever === 'bm25' ? null : await loadingEmbedder(config);
    const passages = await withStore(config, { embedder, readOnly: true }, async (store) => {
      await store.warm(config.retriever);
      return store.retrieve(query, { k: config.k, mode: config.retriever, filter: parsed, signal: signalOf(command) });
    });
    if (json) printJson({ query, passages });
    else print(renderPassages(passages, colorsFor(process.stdout)));
  });
}
