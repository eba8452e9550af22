import { Command } from 'commander';
import { type DatasetName, datasets } from '../datasets/registry.ts';
import { addCommands, type CommandEntry } from '../src/cli/add-commands.ts';
import { examples } from '../src/cli/examples.ts';
import { runProgram } from '../src/cli/run-program.ts';
import { packageVersion } from './environment.ts';

const benchmarks = (Object.keys(datasets) as DatasetName[]).map((name): [DatasetName, CommandEntry] => [
  name,
  [datasets[name].title, async () => (await import('./dataset-command.ts')).datasetCommand(name)],
]);

const commands: Record<string, CommandEntry> = {
  ...Object.fromEntries(benchmarks),
  conflict: [
    'conflicts between instruction, context, memory and sources',
    async () => (await import('./conflict-command.ts')).conflictCommand(),
  ],
  judge: ['utility judgments of a language model', async () => (await import('./judge-command.ts')).judgeCommand()],
  clapnq: ['long answers on CLAP-NQ', async () => (await import('./clapnq-command.ts')).clapnqCommand()],
  injection: ['instructions hidden in passages', async () => (await import('./injection-command.ts')).injectionCommand()],
  ablation: [
    'rerankers trained by one objective after the other, and by several kinds of labels',
    async () => (await import('./ablation-command.ts')).ablationCommand(),
  ],
};

const program = new Command('rag-eval')
  .description('Evaluate retrieval and answering on question-answering benchmarks')
  .version(packageVersion())
  .configureHelp({ subcommandTerm: (command) => command.name() });
await addCommands(program, commands);
examples(program, [
  ['rag-eval nq', 'Natural Questions; without data a bundled sample'],
  ['rag-eval nq --retriever bm25 --reader none --json', 'retrieval by BM25 alone, for programs'],
]);
await runProgram(program);
