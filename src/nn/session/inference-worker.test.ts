import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { baseModel } from '../encoders/base-model.ts';
import { InferenceWorker } from './inference-worker.ts';
import type { TaskSpec } from './task.ts';

const task: TaskSpec = { kind: 'encode', model: await baseModel(), precision: 'int8', maxTokens: 256, stride: 191, threads: 2 };
const passage = 'The quick brown fox jumps over the lazy dog. '.repeat(20);

test('timers fire while the model runs', async () => {
  const worker = new InferenceWorker();
  await worker.run(task, []);
  let fired = 0;
  const timer = setInterval(() => fired++, 1);
  let settled = false;
  const run = worker.run(task, Array(24).fill(passage)).finally(() => {
    settled = true;
  });
  // A blocked thread would reach this line only after the run.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(settled).toBe(false);
  await run;
  clearInterval(timer);
  expect(fired).toBeGreaterThan(5);
  await worker.close();
});

test('abort rejects at once, and later requests work', async () => {
  const worker = new InferenceWorker();
  const abort = new AbortController();
  const run = worker.run(task, Array(3000).fill(passage), { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(run).rejects.toMatchObject({ code: 'aborted' });
  await expect(worker.run(task, ['x'], { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(await worker.run(task, ['hello'], { urgent: true })).toHaveLength(1);
  await worker.close();
});

test('a query is answered while passages wait', async () => {
  const worker = new InferenceWorker();
  await worker.run(task, []);
  const order: string[] = [];
  await Promise.all([
    worker.run(task, Array(24).fill(passage)).then(() => order.push('passages')),
    worker.run(task, ['a question'], { urgent: true }).then(() => order.push('query')),
  ]);
  expect(order).toEqual(['query', 'passages']);
  await worker.close();
});

test('an error in the thread arrives as it was thrown', async () => {
  const worker = new InferenceWorker();
  const missing = { ...task, model: { ...task.model, weights: '/nowhere/model.safetensors' } };
  await expect(worker.run(missing, ['x'])).rejects.toMatchObject({ code: 'model-missing', message: expect.stringContaining('/nowhere') });
  await worker.close();
});

test('a crash fails what waits, and the next request starts a new thread', async () => {
  const scripts = [
    'throw new Error("boom")',
    'process.exit(7)',
    "const { parentPort } = require('worker_threads'); parentPort.on('message', ({ id }) => parentPort.postMessage({ type: 'done', id, outputs: [] }))",
  ];
  const worker = new InferenceWorker(() => new Worker(scripts.shift()!, { eval: true }));
  await expect(worker.run(task, ['x'])).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('boom') });
  await expect(Promise.all([worker.run(task, ['x']), worker.run(task, ['y'])])).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('exit code 7'),
  });
  expect(await worker.run(task, ['x'])).toEqual([]);
  await worker.close();
});

test('closing fails what waits', async () => {
  const worker = new InferenceWorker(() => new Worker('setInterval(() => {}, 1000)', { eval: true }));
  const run = worker.run(task, ['x']);
  await Promise.all([expect(run).rejects.toMatchObject({ code: 'aborted' }), worker.close()]);
});

test('a process with an idle worker ends by itself, cleanly', () => {
  const script = `
    import { minilmEmbedder } from ${JSON.stringify(new URL('../../retrieval/minilm-embedder.ts', import.meta.url).href)};
    const embedder = await minilmEmbedder();
    console.log((await embedder.embed(['hello'], 'query'))[0].length);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
    timeout: 50_000,
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: '384\n', stderr: '', status: 0 });
});
