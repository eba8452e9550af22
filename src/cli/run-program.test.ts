import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { collectOutput, type Ended } from '../../test/collect-output.ts';

const program = fileURLToPath(new URL('../../test/cli/program.ts', import.meta.url));

function start(args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { seen, ended } = collectOutput(child);
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => seen.stdout.includes(text) && resolve();
      child.stdout.on('data', look);
      look();
    });
  return { child, ended, says };
}

const run = (...args: string[]): Promise<Ended> => start(args).ended;

describe('runProgram', () => {
  test('prints what a command prints and exits 0', async () => {
    expect(await run('say', 'hello')).toEqual({ code: 0, stdout: 'hello\n', stderr: '' });
  });

  test.each([
    ['invalid-input', 2],
    ['invalid-config', 2],
    ['threshold', 3],
    ['data-missing', 4],
    ['network', 4],
    ['store-locked', 1],
  ])('an error %s is told with its hint and exits %i', async (code, exit) => {
    expect(await run('fail', code)).toEqual({ code: exit, stdout: '', stderr: 'error: It went wrong with "x".\nhint: Do it right.\n' });
    const { code: sameExit, stdout, stderr } = await run('fail', code, '--json');
    expect([sameExit, stderr]).toEqual([exit, '']);
    expect(JSON.parse(stdout)).toEqual({ error: { code, message: 'It went wrong with "x".', hint: 'Do it right.' } });
  });

  test('an unexpected error exits 1, with its stack only under --debug', async () => {
    const plain = await run('crash');
    expect(plain.code).toBe(1);
    expect(plain.stderr).toMatch(/^error: Something broke\nhint: .*--debug.*\n$/);
    expect((await run('crash', '--debug')).stderr).toMatch(/Error: Something broke\n {4}at .*program\.ts/);
    expect((await run('--debug', 'crash')).stderr).toContain('program.ts');
  });

  test.each([
    [['sya'], "unknown command 'sya'", 'Did you mean say?'],
    [['say', 'hello', '--lod'], "unknown option '--lod'", 'Did you mean --loud?'],
    [['say'], "missing required argument 'words'", 'Run: demo say --help'],
    [['say', 'hello', '--times', 'many'], "argument 'many' is invalid", 'Run: demo say --help'],
    [['say', 'hello', '--nothing-like-it'], "unknown option '--nothing-like-it'", 'Run: demo say --help'],
  ])('wrong usage %j exits 2', async (args, message, hint) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`hint: ${hint}`);
    const asJson = await run(...args, '--json');
    expect(asJson.code).toBe(2);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ error: { code: 'invalid-config', hint } });
  });

  test('no command at all: help on stderr, exit 2', async () => {
    const { code, stdout, stderr } = await run();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: demo');
  });

  test('--json after -- is an argument', async () => {
    expect(await run('say', '--', '--json')).toMatchObject({ code: 0, stdout: '--json\n' });
  });

  test('help shows examples first, names the options of the program, exits 0', async () => {
    const { code, stdout } = await run('say', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples:\n {2}demo say hello {2}# greet\n\nUsage: demo say/);
    expect(stdout).toContain('--debug');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s fires the signal of the command and exits 130', async (signal) => {
    const { child, ended, says } = start(['wait']);
    await says('waiting');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 130, stdout: 'waiting\ncleaned up\n', stderr: expect.stringContaining('error: ') });
  });

  test('a second Ctrl-C kills a command that does not listen', async () => {
    const { child, ended, says } = start(['deaf']);
    await says('waiting');
    child.kill('SIGINT');
    await says('heard');
    const timer = setInterval(() => child.kill('SIGINT'), 200);
    expect(await ended).toMatchObject({ code: 130 });
    clearInterval(timer);
  });

  test('a second Ctrl-C at once counts as the same: npm sends it on', async () => {
    const { child, ended, says } = start(['wait']);
    await says('waiting');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ stdout: 'waiting\ncleaned up\n', code: 130 });
  });

  test('a closed pipe ends the program quietly', async () => {
    const { child, ended, says } = start(['endless']);
    await says('line');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});
