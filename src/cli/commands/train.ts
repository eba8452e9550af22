import { Command } from 'commander';
import { nliCommand } from './train/nli.ts';
import { readerCommand, rerankerCommand } from './train/passages.ts';

export function trainCommand(): Command {
  return new Command('train').addCommand(rerankerCommand()).addCommand(readerCommand()).addCommand(nliCommand());
}
