import type { z } from 'zod';
import { dataFile, findDataDirectory } from '../../datasets/find-data.ts';
import { readRows } from '../../datasets/read-rows.ts';
import { AccordError } from '../../src/errors.ts';

/** The directory with benchmark data.
 *
 * @throws AccordError `data-missing` where there is none.
 */
export function dataDirectory(wanted: string): string {
  const directory = findDataDirectory();
  if (directory !== null) return directory;
  throw new AccordError('data-missing', `${wanted} was not found.`, 'Set RAG_DATA_DIR to the directory that holds the benchmark data.');
}

/**
 * All rows of a part of the benchmark data, e.g. `ramdocs/test`.
 *
 * @throws AccordError `data-missing` without the data set, `invalid-input` for a row that does not fit.
 */
export async function readData<Schema extends z.ZodType>(part: string, schema: Schema): Promise<z.infer<Schema>[]> {
  const rows: z.infer<Schema>[] = [];
  for await (const row of readRows(dataFile(dataDirectory(part), part), schema)) rows.push(row);
  return rows;
}
