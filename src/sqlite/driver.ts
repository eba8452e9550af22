import { AccordError } from '../errors.ts';
import type { Value } from './database.ts';

/** The part that `node:sqlite` and `better-sqlite3` have in common. */
export interface Driver {
  exec(sql: string): void;
  prepare(sql: string): {
    run(...values: Value[]): { changes: number | bigint };
    get(...values: Value[]): unknown;
    all(...values: Value[]): unknown[];
  };
  close(): void;
}

type NodeSqlite = { DatabaseSync: new (file: string, options: { readOnly: boolean }) => Driver };

/**
 * `node:sqlite` where this Node has it, else `better-sqlite3`.
 *
 * @throws AccordError `invalid-config` where there is neither.
 */
export async function openDriver(file: string, readOnly: boolean): Promise<Driver> {
  const builtin = process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined;
  if (builtin) return new builtin.DatabaseSync(file, { readOnly });
  const { default: BetterSqlite3 } = await import('better-sqlite3').catch((cause: unknown) => {
    const message = `Node ${process.versions.node} has no node:sqlite, and better-sqlite3 does not load.`;
    throw new AccordError('invalid-config', message, 'Use Node 22.13 or later, or run: npm install better-sqlite3', { cause });
  });
  return new BetterSqlite3(file, { readonly: readOnly });
}
