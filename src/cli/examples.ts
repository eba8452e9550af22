import type { Command } from 'commander';

/**
 * Puts examples in front of the help text, as most readers look for a line to copy.
 *
 * @example
 * examples(command, [['rag ingest docs/', 'read a folder'], ['rag ask "Who signed?"']]);
 */
export function examples(command: Command, lines: (readonly [line: string, meaning?: string])[]): Command {
  const width = Math.max(...lines.map(([line]) => line.length));
  const text = lines.map(([line, meaning]) => (meaning ? `  ${line.padEnd(width)}  # ${meaning}` : `  ${line}`));
  return command.addHelpText('before', `Examples:\n${text.join('\n')}\n`);
}
