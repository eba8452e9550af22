import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Where `bench/rivals/setup.sh` installs: a Python virtual environment with a `node_modules` beside it. */
export const rivalsDir = resolve(process.env.RIVALS_DIR ?? join(here, '../.cache/rivals'));

/**
 * A long-lived process of another system. It writes `ready` as its first line of stdout, then answers one JSON line a request with one
 * JSON line; the rest goes to stderr. It measures its own time, so that the pipe does not count.
 */
export class Rival {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcessByStdio<Writable, Readable, null>) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  }

  /**
   * Starts `bench/rivals/SCRIPT` (`.py` in the virtual environment, else Node); null where the rivals, or `needs` (a path in the
   * rivals' folder), are not installed.
   */
  static async start(script: string, options: { args?: string[]; env?: NodeJS.ProcessEnv; needs?: string } = {}): Promise<Rival | null> {
    const command = script.endsWith('.py') ? join(rivalsDir, 'bin/python') : process.execPath;
    if (!existsSync(command) || !existsSync(join(rivalsDir, options.needs ?? '.'))) return null;
    const child = spawn(command, [join(here, 'rivals', script), ...(options.args ?? [])], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, RIVALS_DIR: rivalsDir, HF_HUB_OFFLINE: '1', ...options.env },
    });
    const rival = new Rival(child);
    const first = await rival.#line();
    if (first !== 'ready') throw new Error(`${script} said ${JSON.stringify(first)} instead of "ready".`);
    return rival;
  }

  async ask<Answer>(request: object): Promise<Answer> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await this.#line()) as Answer;
  }

  close(): void {
    this.#process.stdin.end();
    this.#process.kill();
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`The rival ended (exit code ${this.#process.exitCode}); its stderr is above.`);
    return value;
  }
}
