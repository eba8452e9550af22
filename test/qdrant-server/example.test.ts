import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startQdrant } from 'qdrant-server';
import { expect, test } from 'vitest';

test('examples/qdrant.ts prints what it promises', async ({ skip }) => {
  const server = await startQdrant();
  if ('skip' in server) return skip(server.skip);
  try {
    const example = new URL('../../examples/qdrant.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), example, server.url]);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(stderr).toBe('');
    expect(stdout).toBe('Fidelio is the only opera by Beethoven.\n');
  } finally {
    await server.stop();
  }
});
