import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectoryDurably, isTemporary, writeDurably } from './durable-write.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-durable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes text or parts, and replaces what is there', async () => {
  const path = join(folder, 'file');
  await writeDurably(path, 'first');
  await writeDurably(path, [Uint8Array.of(97, 98), Uint8Array.of(99)]);
  expect(readFileSync(path, 'utf8')).toBe('abc');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('until the new file is complete the old one is there', async () => {
  const path = join(folder, 'file');
  await writeDurably(path, 'old');
  const seen: unknown[] = [];
  function* parts() {
    yield Uint8Array.of(1);
    seen.push(readFileSync(path, 'utf8'), readdirSync(folder).filter(isTemporary).length);
    throw new Error('out of luck');
  }
  await expect(writeDurably(path, parts())).rejects.toThrow('out of luck');
  expect(seen).toEqual(['old', 1]);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a directory appears when it is filled', async () => {
  const path = join(folder, 'made');
  await createDirectoryDurably(path, async (temporary) => {
    await writeFile(join(temporary, 'a'), '1');
    expect(existsSync(path)).toBe(false);
  });
  expect(readFileSync(join(path, 'a'), 'utf8')).toBe('1');
  await expect(
    createDirectoryDurably(join(folder, 'other'), async () => {
      throw new Error('no');
    }),
  ).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['made']);
});

test('a directory that is there already stays', async () => {
  mkdirSync(join(folder, 'made'));
  writeFileSync(join(folder, 'made/a'), 'old');
  await expect(createDirectoryDurably(join(folder, 'made'), async () => {})).rejects.toThrow(
    expect.objectContaining({ code: 'unreadable-file', message: expect.stringContaining(join(folder, 'made')) }),
  );
  expect(readFileSync(join(folder, 'made/a'), 'utf8')).toBe('old');
});

test('a missing parent is named', async () => {
  const path = join(folder, 'none/file');
  await expect(writeDurably(path, 'x')).rejects.toThrow(
    expect.objectContaining({ code: 'unreadable-file', message: expect.stringContaining(path) }),
  );
});

const full = mkdtempSync(join(tmpdir(), 'accord-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [full]);
  rmSync(full, { recursive: true });
});

describe.skipIf(!mounted)('a full disk (skipped where a tmpfs cannot be mounted, which takes root)', () => {
  test('refuses and keeps the old file', async () => {
    const path = join(full, 'file');
    await writeDurably(path, 'old');
    const large = new Uint8Array(600_000);
    await expect(writeDurably(path, [large, large])).rejects.toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(readdirSync(full)).toEqual(['file']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});
