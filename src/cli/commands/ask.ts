import { Command } from 'commander';
import { colorsFor } from '../colors.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { parseFilterFlag } from '../filter-flag.ts';
import { openPipeline } from '../open-pipeline.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { renderAnswer } from '../render.ts';
import { signalOf } from '../run-program.ts';

export function askCommand(): Command {
  const command = new Command('ask')
    .summary('answer a question')
    .description('Answer a question from the passages of the store, with citations.')
    .argument('<question>')
    .option('--filter <json>', 'read only passages that fulfil it')
    .option('--json', 'print only JSON: the answer with claims, passages and trace');
  configOptions(command, ['store', 'k', 'retriever', 'reranker', 'depth', 'reader', 'embedder']);
  examples(command, [
    ['rag ask "How long is the notice period?"'],
    ['rag ask "Who signed?" --k 10 --json'],
    ['rag ask "Who signed?" --no-rerank --reader sentence', 'without a trained model'],
    [`rag ask "Who signed?" --filter '{"field": "acl", "in": ["staff"]}'`],
  ]);
  return command.action(async (question: string, { filter, json }: { filter?: string; json?: boolean }) => {
    const config = configOf(command);
    const parsed = filter === undefined ? undefined : parseFilterFlag('--filter', filter);
    const embedder = await configuredEmbedder(config);
    const answer = await withStore(config, { embedder, readOnly: true }, async (store) => {
      const { pipeline } = await openPipeline(config, store, embedder);
      return pipeline.answer(question, { filter: parsed, signal: signalOf(command) });
    });
    if (json) printJson(answer);
    else print(renderAnswer(answer, colorsFor(process.stdout)));
  });
}
