import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cachedEmbedder } from '../../cached-embedder.ts';
import type { NewPassage } from '../store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-full-'));
const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
const mounted = mount('size=3m');

afterAll(() => {
  if (mounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

const passages = (from: number, count: number): NewPassage[] =>
  Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return {
      id: `p${number}`,
      text: `word number${number} ${'filling '.repeat(40)}`,
      document: { id: `d${number}` },
      metadata: { number },
    };
  });

describe.skipIf(!mounted)('a full disk (skipped where a tmpfs cannot be mounted, which takes root)', () => {
  test('refuses what does not fit, keeps the rest, and goes on when there is room', async () => {
    const file = join(folder, 'store.db');
    const full = expect.objectContaining({ code: 'disk-full' });
    const store = await openSqliteStore(file);
    const fill = async () => {
      for (let from = 0; ; from += 100) await store.add(passages(from, 100));
    };
    await expect(fill()).rejects.toEqual(full);
    const kept = await store.count();
    expect(kept).toBeGreaterThan(200);
    expect(kept % 100).toBe(0);
    await expect(store.add(passages(kept, 3000))).rejects.toEqual(full);
    expect(await store.retrieve('word', { k: 10_000 })).toHaveLength(kept);
    await store.close();

    const reader = await openSqliteStore(file, { readOnly: true });
    expect(await reader.count()).toBe(kept);
    await reader.close();

    expect(spawnSync('mount', ['-o', 'remount,size=30m', folder]).status).toBe(0);
    const again = await openSqliteStore(file);
    expect(await again.add(passages(0, 2 * kept))).toEqual({ added: kept, updated: 0, unchanged: kept });
    expect(await again.retrieve('word', { k: 10_000 })).toHaveLength(2 * kept);
    await again.close();
  });

  test('a new store on it', async () => {
    expect(spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'rest')}`, 'bs=4k'], { stdio: 'ignore' }).status).not.toBe(0);
    await expect(openSqliteStore(join(folder, 'new.db'))).rejects.toEqual(expect.objectContaining({ code: 'disk-full' }));
  });

  test('a cache on it', async () => {
    const embedder = {
      id: 'zero',
      dimensions: 4,
      embed: async (texts: string[]) => texts.map(() => new Float32Array(4)),
      close: async () => {},
    };
    const cached = cachedEmbedder(embedder, join(folder, 'cache.db'));
    await expect(cached.embed(['one'], 'query')).rejects.toEqual(expect.objectContaining({ code: 'disk-full' }));
    await cached.close();
  });
});
