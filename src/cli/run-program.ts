import { type Command, CommanderError } from 'commander';
import { AccordError } from '../errors.ts';
import { colorsFor } from './colors.ts';
import { printJson } from './output.ts';

const interrupted = 130;
/** npm passes a terminal's Ctrl-C on although the terminal has sent it already: what follows at once is no second one. */
const sameInterrupt = 500;
/** Time for what an interrupted command has left open, the loading of a model on a busy machine included: a thread cannot be ended in it. */
const exitAfter = 10_000;

const signals = new WeakMap<Command, AbortSignal>();

/** The signal that Ctrl-C (or SIGTERM) fires, for the actions of a program that {@link runProgram} runs. */
export function signalOf(command: Command): AbortSignal {
  let root = command;
  while (root.parent) root = root.parent;
  const signal = signals.get(root);
  if (!signal) throw new AccordError('internal', 'The command runs outside runProgram.', 'Start it with runProgram(program).');
  return signal;
}

/**
 * Runs a commander program by the contract of the project's commands: errors as `error:` and `hint:` on stderr, under `--json` as
 * `{"error": {code, message, hint}}` on stdout; the exit code from the error, 2 for wrong usage, 130 after Ctrl-C, which fires
 * {@link signalOf} and at its second time kills; a closed pipe ends quietly; stacks only with `--debug`, an option it adds.
 *
 * @example
 * await runProgram(new Command('rag').addCommand(ingestCommand()));
 */
export async function runProgram(program: Command, argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const has = (flag: string): boolean => argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes(flag);
  program.option('--debug', 'show the stack of an error').configureHelp({ showGlobalOptions: true });
  prepare(program);

  const controller = new AbortController();
  signals.set(program, controller.signal);
  const stopListening = onInterrupt(() => controller.abort());
  for (const stream of [process.stdout, process.stderr]) stream.off('error', endOnClosedPipe).on('error', endOnClosedPipe);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return;
    const error = toAccordError(cause, controller.signal);
    report(error, { json: has('--json'), debug: has('--debug') });
    process.exitCode = error.exitCode;
    if (controller.signal.aborted) setTimeout(() => process.exit(interrupted), exitAfter).unref();
  } finally {
    stopListening();
  }
}

/** Subcommands that were made elsewhere do not inherit settings: each is set by itself. */
function prepare(command: Command): void {
  command
    .configureOutput({ outputError: () => {} })
    .configureHelp({ ...command.configureHelp(), showGlobalOptions: true })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(command, error);
    });
  for (const child of command.commands) prepare(child);
}

function usageError(command: Command, error: CommanderError): AccordError {
  const names: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) names.unshift(at.name());
  const help = `Run: ${names.join(' ')} --help`;
  if (error.code === 'commander.help') return new AccordError('invalid-config', 'A command is missing.', help, { cause: error });
  const [, message, suggestion] = /^(?:error: )?(.*?)(?:\n\((.*)\))?$/s.exec(error.message)!;
  return new AccordError('invalid-config', `${message}`, suggestion ?? help, { cause: error });
}

function toAccordError(cause: unknown, signal: AbortSignal): AccordError {
  if (AccordError.isInstance(cause)) return cause;
  if (signal.aborted) return new AccordError('aborted', 'Interrupted.', 'Run it again; finished work is kept.', { cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  return new AccordError('internal', message, 'Unexpected; run it again with --debug to see where.', { cause });
}

function report(error: AccordError, { json, debug }: { json: boolean; debug: boolean }): void {
  const { code, message, hint } = error;
  if (json) {
    printJson({ error: { code, message, hint, ...(debug ? { stack: stackOf(error) } : {}) } });
    return;
  }
  const colors = colorsFor(process.stderr);
  process.stderr.write(`${colors.red('error:')} ${message}\n${colors.dim('hint:')} ${hint}\n`);
  if (debug) process.stderr.write(`${stackOf(error)}\n`);
}

function stackOf(error: Error): string {
  const stacks: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? String(at));
  return stacks.join('\ncaused by ');
}

function onInterrupt(abort: () => void): () => void {
  let first: number | undefined;
  const listener = (): void => {
    if (first === undefined) {
      first = performance.now();
      abort();
    } else if (performance.now() - first > sameInterrupt) {
      process.exit(interrupted);
    }
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return () => process.off('SIGINT', listener).off('SIGTERM', listener);
}

function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}
