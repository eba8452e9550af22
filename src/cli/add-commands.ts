import { Command } from 'commander';

/** What the list says of a command, and where it is. */
export type CommandEntry = readonly [summary: string, load: () => Promise<Command>];

/** Adds subcommands, of which only the one that the command line names is loaded: the others are there to be listed. */
export async function addCommands(program: Command, entries: Readonly<Record<string, CommandEntry>>): Promise<void> {
  // A program's own options take no values: the first other word is the command.
  const [first, second] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = first === 'help' ? second : first;
  for (const [name, [summary, load]] of Object.entries(entries)) {
    program.addCommand((name === asked ? await load() : new Command(name)).summary(summary));
  }
}
