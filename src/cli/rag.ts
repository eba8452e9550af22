import { createRequire } from 'node:module';
import { Command } from 'commander';
import { askCommand } from './commands/ask.ts';
import { augmentCommand } from './commands/augment.ts';
import { configCommand } from './commands/config.ts';
import { conflictsCommand } from './commands/conflicts.ts';
import { deleteCommand } from './commands/delete.ts';
import { evalRerankerCommand } from './commands/eval-reranker.ts';
import { exportCommand } from './commands/export.ts';
import { feedbackCommand } from './commands/feedback.ts';
import { ingestCommand } from './commands/ingest.ts';
import { judgeCommand } from './commands/judge.ts';
import { mineCommand } from './commands/mine.ts';
import { probeCommand } from './commands/probe.ts';
import { searchCommand } from './commands/search.ts';
import { serveCommand } from './commands/serve.ts';
import { statsCommand } from './commands/stats.ts';
import { trainCommand } from './commands/train.ts';
import { examples } from './examples.ts';
import { runProgram } from './run-program.ts';

const { version } = createRequire(import.meta.url)('accord-rag/package.json') as { version: string };

const program = new Command('rag').description('Ask questions of your own documents.').version(version);
for (const command of [
  ingestCommand(),
  searchCommand(),
  askCommand(),
  statsCommand(),
  conflictsCommand(),
  deleteCommand(),
  serveCommand(),
  mineCommand(),
  augmentCommand(),
  probeCommand(),
  feedbackCommand(),
  judgeCommand(),
  trainCommand(),
  evalRerankerCommand(),
  exportCommand(),
  configCommand(),
]) {
  program.addCommand(command);
}
examples(program, [
  ['rag ingest docs/', 'read a folder of Markdown, HTML, PDF, CSV, …'],
  ['rag ask "How long is the notice period?"', 'answer with citations'],
  ['rag serve', 'the same over HTTP'],
]);
await runProgram(program);
