import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addCommands, type CommandEntry } from './add-commands.ts';
import { examples } from './examples.ts';
import { runProgram } from './run-program.ts';

const { version } = createRequire(import.meta.url)('accord-rag/package.json') as { version: string };

/** Loads a command that runs models; the thread in which they run starts meanwhile. */
async function withModels(load: () => Promise<Command>): Promise<Command> {
  (await import('../nn/session/inference-worker.ts')).inferenceWorker.start();
  return load();
}

const commands: Record<string, CommandEntry> = {
  ingest: ['read documents into the store', async () => (await import('./commands/ingest.ts')).ingestCommand()],
  search: ['find passages', () => withModels(async () => (await import('./commands/search.ts')).searchCommand())],
  ask: ['answer a question', () => withModels(async () => (await import('./commands/ask.ts')).askCommand())],
  stats: ['describe the store', async () => (await import('./commands/stats.ts')).statsCommand()],
  conflicts: ['find passages that contradict each other', async () => (await import('./commands/conflicts.ts')).conflictsCommand()],
  delete: ['remove documents or passages', async () => (await import('./commands/delete.ts')).deleteCommand()],
  serve: ['answer over HTTP', async () => (await import('./commands/serve.ts')).serveCommand()],
  mine: ['find wrong passages to train a reranker with', async () => (await import('./commands/mine.ts')).mineCommand()],
  augment: ['more questions from those you have, in other words', async () => (await import('./commands/augment.ts')).augmentCommand()],
  probe: ['find out which passages help the reader', async () => (await import('./commands/probe.ts')).probeCommand()],
  feedback: ['what people say of the passages of answers', async () => (await import('./commands/feedback.ts')).feedbackCommand()],
  judge: ['ask a language model which passages help', async () => (await import('./commands/judge.ts')).judgeCommand()],
  train: ['train a reranker, a reader or a contradiction detector', async () => (await import('./commands/train.ts')).trainCommand()],
  'eval-reranker': [
    'compare a trained reranker with the first stage and with another',
    async () => (await import('./commands/eval-reranker.ts')).evalRerankerCommand(),
  ],
  export: [
    'write a trained model for sentence-transformers and transformers.js',
    async () => (await import('./commands/export.ts')).exportCommand(),
  ],
  config: ['show the settings', async () => (await import('./commands/config.ts')).configCommand()],
};

const program = new Command('rag')
  .description('Ask questions of your own documents.')
  .version(version)
  .configureHelp({ subcommandTerm: (command) => command.name() });
await addCommands(program, commands);
examples(program, [
  ['rag ingest docs/', 'read a folder of Markdown, HTML, PDF, CSV, …'],
  ['rag ask "How long is the notice period?"', 'answer with citations'],
  ['rag serve', 'the same over HTTP'],
]);
await runProgram(program);
