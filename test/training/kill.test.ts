import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readLog } from '../../src/nn/training/step-log.ts';

const script = fileURLToPath(new URL('./run-tiny-bert.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'accord-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 80 examples in steps of 16, six times. */
const steps = 30;

/** Runs the training until it is done, or kills it once it has printed that step. Returns the steps it printed. */
async function run(directory: string, killAfter?: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === String(killAfter)) child.kill('SIGKILL');
  }
  return lines;
}

test('killed at random steps and resumed, training ends with the same weights and the same curve', async () => {
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
  expect(await run(whole)).toEqual([...Array.from({ length: steps }, (_, i) => String(i + 1)), 'done']);

  const first = 1 + Math.floor(Math.random() * 14);
  const second = 16 + Math.floor(Math.random() * 13);
  expect(await run(killed, first)).not.toContain('done');
  const between = await run(killed, second);
  expect(between).not.toContain('done');
  // The checkpoint of the step before was complete, if not that of the step itself.
  expect(Number(between[0]), `killed after step ${first}`).toBeGreaterThanOrEqual(first);
  const last = await run(killed);
  expect(Number(last[0]), `killed after step ${second}`).toBeGreaterThanOrEqual(second);
  expect(last.at(-1)).toBe('done');

  const result = (directory: string) => ({
    weights: readFileSync(join(directory, `checkpoint-${steps}/weights.safetensors`)),
    moments: readFileSync(join(directory, `checkpoint-${steps}/moments.safetensors`)),
    course: readLog(directory).map((entry) => ({ ...entry, seconds: 0 })),
  });
  const expected = result(whole);
  const actual = result(killed);
  expect(actual.course, `killed after steps ${first} and ${second}`).toEqual(expected.course);
  expect(actual.weights.equals(expected.weights)).toBe(true);
  expect(actual.moments.equals(expected.moments)).toBe(true);
  const losses = expected.course.flatMap((entry) => ('loss' in entry ? [entry.loss] : []));
  // It learns at all: the first and the last epoch, five steps each.
  const mean = (part: number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
  expect(mean(losses.slice(-5))).toBeLessThan(0.85 * mean(losses.slice(0, 5)));
});
