import { Command } from 'commander';
import { colorsFor } from '../colors.ts';
import { answeringKeys } from '../config/answering-keys.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { parseFilterFlag } from '../filter-flag.ts';
import { withFeedbackLog } from '../open-feedback.ts';
import { loadingEmbedder, withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { renderAnswer } from '../render.ts';
import { signalOf } from '../run-program.ts';

interface AskFlags {
  filter?: string;
  instruction?: string;
  assume?: string[];
  at?: string;
  long?: boolean;
  explain?: boolean;
  json?: boolean;
}

export function askCommand(): Command {
  const command = new Command('ask')
    .description('Answer a question from the passages of the store, with citations.')
    .argument('<question>')
    .option('--filter <json>', 'read only passages that fulfil it')
    .option('--instruction <text>', 'what you say beside the question; it outranks passages')
    .option('--assume <text>', 'take this for true; may be given several times', (text: string, others: string[] = []) => [...others, text])
    .option('--at <date>', 'the time asked about, ISO 8601: what was not valid then is not used')
    .option('--long', 'two to five sentences, each with its citations; by a language model')
    .option('--explain', 'say how the answer was decided: what was defeated and why, what would change it')
    .option('--json', 'print only JSON: the answer with decision, claims, passages and trace');
  configOptions(command, answeringKeys);
  examples(command, [
    ['rag ask "How long is the notice period?"'],
    ['rag ask "Who signed?" --k 10 --json'],
    ['rag ask "Who signed?" --no-rerank --reader sentence', 'without a trained model'],
    ['rag ask "How long is the notice period?" --policy newest --at 2024-05-31 --explain', 'the newest law of that day'],
    ['rag ask "What is the dose?" --sources "label > article"', 'one source goes before another'],
    ['rag ask "Who would have won?" --assume "Ajax was disqualified"'],
    ['rag ask "Who signed?" --llm openai:smollm2 --llm-base-url http://127.0.0.1:8080/v1', 'read by a language model'],
    ['rag ask "How does a strike end?" --long --llm openai:smollm2 --llm-base-url http://127.0.0.1:8080/v1', 'some sentences'],
    [`rag ask "Who signed?" --filter '{"field": "acl", "in": ["staff"]}'`],
  ]);
  return command.action(async (question: string, { filter, json, explain, assume, instruction, at, long }: AskFlags) => {
    const config = configOf(command);
    const parsed = filter === undefined ? undefined : parseFilterFlag('--filter', filter);
    const embedder = await loadingEmbedder(config);
    const { openPipeline } = await import('../open-pipeline.ts');
    const answer = await withStore(config, { embedder, readOnly: true }, (store) =>
      withFeedbackLog(config, async (log) => {
        const { pipeline } = await openPipeline(config, store, embedder, log);
        const form = long ? 'long' : undefined;
        return pipeline.answer(question, { form, filter: parsed, instruction, assumptions: assume, at, signal: signalOf(command) });
      }),
    );
    if (json) printJson(answer);
    else print(renderAnswer(answer, colorsFor(process.stdout), { explain }));
  });
}
