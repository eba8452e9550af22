import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { categoryOf } from '../../src/rerank/preference/category.ts';
import { readPreferenceRecords } from '../../src/rerank/preference/read-records.ts';
import type { PreferenceRecord } from '../../src/rerank/preference/record.ts';
import { type ScriptedRequest, scriptedServer } from '../scripted-server.ts';

const script = fileURLToPath(new URL('./run-probe.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'accord-probe-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const questions = 1000;
const concurrency = 16;

/** Runs the probe until it is done, or kills it once so many questions are. */
async function run(url: string, killAfter = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  const args = ['--import', 'tsx', script, url, folder, String(questions), String(concurrency)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (Number(line) >= killAfter) child.kill('SIGKILL');
  }
  return last;
}

const numberOf = ({ body }: ScriptedRequest) => Number(/Question (\d+)\s*$/.exec(body.messages.at(-1)!.content)![1]);
const isClosedBook = ({ body }: ScriptedRequest) => !body.messages.some(({ content }) => content.includes('Text of'));

test('1,000 questions, one request in ten failing, killed twice: all are probed, and what was answered is not asked again', async () => {
  const answered: string[] = [];
  let failures = 0;
  const server = await scriptedServer({
    // Even questions are known by heart; with the passage, those that three divides.
    reply: (request) => {
      const number = numberOf(request);
      const right = number % (isClosedBook(request) ? 2 : 3) === 0;
      return JSON.stringify({ answers: [{ answer: right ? `answer ${number}` : 'nothing of it', passage: 1, quote: 'Text of' }] });
    },
    fail: (request, index) => {
      // By a hash of the index: spread without a pattern, and the same in every run.
      const drawn = (Math.imul(index + 1, 2654435761) >>> 0) % 30;
      if (drawn < 3) {
        failures++;
        return (['too-many', 'server-error', 'closed'] as const)[drawn]!;
      }
      answered.push(JSON.stringify(request.body.messages));
      return null;
    },
  });
  try {
    expect(await run(server.url, 300)).not.toBe('done');
    expect(await run(server.url, 700)).not.toBe('done');
    expect(await run(server.url)).toBe('done');
  } finally {
    await server.close();
  }

  const records: PreferenceRecord[] = [];
  for await (const record of readPreferenceRecords(join(folder, 'records.jsonl'))) records.push(record);
  expect(records.map(({ question }) => question.id)).toEqual(Array.from({ length: questions }, (_, i) => `q${i}`));
  const expected = (i: number) => (i % 6 === 0 ? 'both-correct' : i % 2 === 0 ? 'unaligned' : i % 3 === 0 ? 'aligned' : 'both-incorrect');
  expect(records.map(categoryOf)).toEqual(Array.from({ length: questions }, (_, i) => expected(i)));
  expect(existsSync(join(folder, 'records.jsonl.partial'))).toBe(false);

  expect(failures / (failures + answered.length)).toBeCloseTo(0.1, 1);
  // Two requests a question; what was on its way at a kill may have been answered to no one.
  expect(new Set(answered).size).toBe(2 * questions);
  expect(answered.length - 2 * questions).toBeLessThanOrEqual(2 * concurrency);
}, 300_000);
