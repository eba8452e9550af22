import { AccordError } from '../../errors.ts';
import type { PassageStore } from '../store/store.ts';
import type { IngestInput } from './input.ts';
import { IngestOptions } from './options.ts';
import { type IngestReport, IngestRun } from './run.ts';

/** One ingest at a time writes to a store. */
const running = new WeakMap<PassageStore, Promise<unknown>>();

/**
 * Reads documents, cuts them into passages and adds them to the store. What an earlier run left unchanged is not touched; passages
 * of documents that changed, of rows that left a file and of files that left a directory are replaced or removed. After an abort or a
 * kill the next run goes on: whole batches are in the store, nothing is half there.
 *
 * @throws AccordError `not-found`, `unsupported-format`, `unreadable-file`, `invalid-input`, `too-large`, `aborted`, `store-locked`
 *
 * @example
 * const report = await ingest([{ id: 'a', text: 'Ada Lovelace wrote the first program.' }, './docs'], store);
 */
export async function ingest(
  inputs: Iterable<IngestInput> | AsyncIterable<IngestInput>,
  store: PassageStore,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const { signal, onProgress, ...rest } = options;
  const parsed = IngestOptions.safeParse(rest);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new AccordError('invalid-config', `Option ${issue.path.join('.')}: ${issue.message}`, 'Correct the option.', {
      cause: parsed.error,
    });
  }
  const before = running.get(store)?.catch(() => {});
  const run = (async () => {
    await before;
    return (await IngestRun.start(store, parsed.data, { signal, onProgress })).ingest(inputs);
  })();
  running.set(store, run);
  return run;
}
