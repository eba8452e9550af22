import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describePassageStore } from '../store.case.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-store-'));
let number = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describePassageStore('SQLite store', {
  open: (options) => openSqliteStore(join(folder, `${number}.db`), options),
  async reset() {
    number++;
  },
});
