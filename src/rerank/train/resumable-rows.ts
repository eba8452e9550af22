import { open, rename, rm, stat, truncate } from 'node:fs/promises';
import { writeDurably } from '../../durable-write.ts';
import { AccordError } from '../../errors.ts';

export interface ResumableRows {
  /** Where the rows are until {@link finish}. */
  readonly path: string;
  /** Whole rows that an interrupted run has left. */
  readonly rows: number;
  /** Rows that belong together are written at once. */
  append(...rows: object[]): Promise<void>;
  /** Puts the file in its place. */
  finish(): Promise<void>;
  /** Without {@link finish} the rows stay, for the next run. */
  close(): Promise<void>;
}

/**
 * A JSON Lines file that an interrupted run goes on with: rows collect in `PATH.partial` until it is whole.
 *
 * @param settings what the rows depend on; rows of other settings are refused
 * @param restart drops what an earlier run has left
 * @throws AccordError `invalid-input` for rows of other settings, `unreadable-file`, `disk-full`
 */
export async function openResumableRows(path: string, settings: object, restart = false): Promise<ResumableRows> {
  const partial = `${path}.partial`;
  const settingsFile = `${partial}.json`;
  const wanted = JSON.stringify(settings);
  const earlier = restart ? null : await readText(settingsFile);
  if (earlier !== null && earlier !== wanted) {
    throw new AccordError(
      'invalid-input',
      `${partial} was begun with other settings: ${earlier}`,
      'Run it with those, or drop what is there with --restart (option restart).',
    );
  }
  let rows = 0;
  if (earlier === null) {
    await rm(partial, { force: true });
    await writeDurably(settingsFile, wanted);
  } else {
    rows = await dropCutRow(partial);
  }
  const file = await open(partial, 'a').catch((cause: unknown) => {
    throw writeError(partial, cause);
  });
  return {
    path: partial,
    rows,
    async append(...added) {
      await file.appendFile(added.map((row) => `${JSON.stringify(row)}\n`).join('')).catch((cause: unknown) => {
        throw writeError(partial, cause);
      });
    },
    async finish() {
      await file.sync();
      await file.close();
      await rename(partial, path);
      await rm(settingsFile);
    },
    close: () => file.close(),
  };
}

/** Cuts off a row that a kill left without its end; returns how many are whole. */
async function dropCutRow(path: string): Promise<number> {
  if (!(await stat(path).catch(() => null))) return 0;
  const file = await open(path, 'r');
  let rows = 0;
  let whole = 0;
  let offset = 0;
  try {
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
        rows++;
        whole = offset + at + 1;
      }
      offset += chunk.length;
    }
  } finally {
    await file.close();
  }
  if (whole < offset) await truncate(path, whole);
  return rows;
}

async function readText(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  try {
    return file && (await file.readFile('utf8'));
  } finally {
    await file?.close();
  }
}

function writeError(path: string, cause: unknown): AccordError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new AccordError(
        'disk-full',
        `The disk is full: ${path} is not complete.`,
        'Make room and run it again; it goes on where it stopped.',
        { cause },
      )
    : new AccordError('unreadable-file', `Cannot write ${path}: ${message}.`, 'Check that its directory exists and may be written to.', {
        cause,
      });
}
