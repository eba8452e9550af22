import { type Driver, openDriver } from './driver.ts';
import { translateSqliteError } from './sqlite-error.ts';

/** Strings without NUL: `node:sqlite` reads only what is before one. */
export type Value = string | number | null | Uint8Array;

export interface DatabaseOptions {
  readOnly?: boolean;
  /** How long a statement waits for another connection's lock, in milliseconds. */
  busyTimeout?: number;
}

/**
 * One connection to a SQLite file. Statements are prepared once for each SQL text. What goes wrong with the file is thrown as an
 * AccordError: `store-locked`, `disk-full`, `store-corrupt`, `unreadable-file`.
 */
export class Database {
  readonly file: string;
  readonly #driver: Driver;
  readonly #statements = new Map<string, ReturnType<Driver['prepare']>>();

  private constructor(file: string, driver: Driver) {
    this.file = file;
    this.#driver = driver;
  }

  static async open(file: string, { readOnly = false, busyTimeout = 5000 }: DatabaseOptions = {}): Promise<Database> {
    try {
      const database = new Database(file, await openDriver(file, readOnly));
      database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
      return database;
    } catch (error) {
      throw translateSqliteError(error, file);
    }
  }

  exec(sql: string): void {
    this.#translate(() => this.#driver.exec(sql));
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#translate(() => Number(this.#statement(sql).run(...values).changes));
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#translate(() => (this.#statement(sql).get(...values) as Row | undefined) ?? undefined);
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#translate(() => this.#statement(sql).all(...values) as Row[]);
  }

  /** Commits what `run` did, or nothing when it throws. `immediate` takes the write lock at once, so that no statement after it waits. */
  transaction<T>(kind: 'deferred' | 'immediate', run: () => T): T {
    this.exec(`BEGIN ${kind}`);
    try {
      const result = run();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      try {
        this.#driver.exec('ROLLBACK');
      } catch {
        // SQLite rolls back by itself after some errors, a full disk among them.
      }
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#driver.close();
  }

  #statement(sql: string): ReturnType<Driver['prepare']> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#driver.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #translate<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw translateSqliteError(error, this.file);
    }
  }
}
