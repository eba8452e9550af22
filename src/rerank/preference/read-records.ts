import { type ReadRowsOptions, readRowsAs } from '../train/read-rows.ts';
import { PreferenceRecord } from './record.ts';

/**
 * The preference records of a JSON Lines file, `.gz` too, one at a time.
 *
 * @throws AccordError `invalid-input` naming row and field, for a record of another version naming that; `not-found`, `unreadable-file`, `aborted`
 */
export function readPreferenceRecords(path: string, options?: ReadRowsOptions): AsyncGenerator<PreferenceRecord> {
  return readRowsAs(PreferenceRecord, path, options);
}
