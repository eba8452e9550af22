import { Command } from 'commander';
import { nliCommand } from './train/nli.ts';
import { readerCommand, rerankerCommand } from './train/passages.ts';

export function trainCommand(): Command {
  return new Command('train')
    .summary('train a reranker, a reader or a contradiction detector')
    .addCommand(rerankerCommand())
    .addCommand(readerCommand())
    .addCommand(nliCommand());
}
