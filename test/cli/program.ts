import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { examples } from '../../src/cli/examples.ts';
import { print } from '../../src/cli/output.ts';
import { runProgram, signalOf } from '../../src/cli/run-program.ts';
import { AccordError, type ErrorCode, throwIfAborted } from '../../src/errors.ts';

// A program for the tests of runProgram: one command for each way to end.
const program = new Command('demo');

const say = new Command('say')
  .argument('<words>')
  .option('--loud')
  .option('--json')
  .option('--times <n>', 'how often', (text) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Not a number.');
    return Number(text);
  })
  .action((words: string) => print(words));
program.addCommand(examples(say, [['demo say hello', 'greet']]));

program
  .command('fail <code>')
  .option('--json')
  .action((code: ErrorCode) => {
    throw new AccordError(code, 'It went wrong with "x".', 'Do it right.');
  });

program.command('crash').action(() => {
  throw new Error('Something broke');
});

program.command('wait').action(async (_options, command: Command) => {
  const signal = signalOf(command);
  print('waiting');
  await sleep(60_000, undefined, { signal }).catch(() => print('cleaned up'));
  throwIfAborted(signal);
});

program.command('deaf').action(async (_options, command: Command) => {
  signalOf(command).addEventListener('abort', () => print('heard'));
  print('waiting');
  await sleep(60_000);
});

program.command('endless').action(async () => {
  for (;;) {
    print('line');
    await sleep(1);
  }
});

await runProgram(program);
