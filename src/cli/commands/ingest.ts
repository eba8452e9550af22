import { addAbortSignal, type Readable } from 'node:stream';
import { Command } from 'commander';
import { throwIfAborted } from '../../errors.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { type MetadataFlags, metadataOf } from '../metadata-flags.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { note, print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { renderIngest } from '../render.ts';
import { signalOf } from '../run-program.ts';
import { oneLine } from '../snippet.ts';

interface IngestFlags extends MetadataFlags {
  format?: string;
  skipInvalid?: boolean;
  /** `--no-…` */
  chunks: boolean;
  nearDuplicates: boolean;
  json?: boolean;
}

export function ingestCommand(): Command {
  const command = new Command('ingest')
    .description(
      'Read files and folders (.txt .md .html .pdf .csv .tsv .jsonl, also .gz) into the store. What is unchanged since the last run is left alone; ' +
        'files that are gone leave the store. After Ctrl-C the next run goes on.',
    )
    .argument('<path...>', 'files or folders; - for standard input')
    .option('--format <name>', 'format of standard input, or of files whatever their extension')
    .option('--source <name>', 'where the documents are from, for documents that do not say it themselves')
    .option('--published-at <date>', 'ISO 8601 date, likewise')
    .option('--authority <n>', 'how much the source counts, likewise')
    .option('--acl <names>', 'who may read it, separated by commas, likewise')
    .option('--set <key=value>', 'any other field, likewise; may be given several times', (value: string, all: string[] = []) => [
      ...all,
      value,
    ])
    .option('--skip-invalid', 'count invalid rows and unreadable files instead of stopping')
    .option('--no-chunks', 'keep each document, or row, as one passage')
    .option('--no-near-duplicates', 'do not look for near duplicates')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'embedder', 'chunkSize', 'chunkOverlap']);
  examples(command, [
    ['rag ingest docs/', 'a folder of Markdown, HTML, PDF, … into rag.sqlite'],
    ['rag ingest faq.csv --store faq.sqlite --source support --authority 2'],
    ['pg_dump_as_jsonl | rag ingest - --format jsonl', 'rows with id, text and more fields'],
  ]);
  return command.action(async (paths: string[], flags: IngestFlags) => {
    const config = configOf(command);
    const metadata = metadataOf({
      source: flags.source,
      publishedAt: flags.publishedAt,
      authority: flags.authority,
      acl: flags.acl,
      set: flags.set,
    });
    const embedder = await cachedVectors(config);
    const { ingest } = await import('../../retrieval/ingest/ingest.ts');
    const signal = signalOf(command);
    const onProgress = progressLine();
    const report = await withStore(config, { embedder, readOnly: false }, (store) =>
      ingest(paths, store, {
        ...(flags.format === undefined ? {} : { format: flags.format }),
        chunk: flags.chunks && { maxSize: config.chunkSize, overlap: config.chunkOverlap },
        metadata,
        skipInvalid: flags.skipInvalid ?? false,
        ...(flags.nearDuplicates ? {} : { nearDuplicates: false as const }),
        stdin: untilAborted(process.stdin, signal),
        signal,
        onProgress,
      }),
    ).finally(() => onProgress.end());
    if (flags.json) {
      printJson({ store: config.store, ...report });
      return;
    }
    for (const warning of report.warnings) note(`warning: ${oneLine(warning)}`);
    print(renderIngest(report, config.store));
  });
}

/** A stream that also an abort ends while it waits for more. */
async function* untilAborted(stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* addAbortSignal(signal, stream);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

/** Vectors are kept by content: another store, or a second try, encodes nothing again. */
async function cachedVectors(config: Parameters<typeof configuredEmbedder>[0]) {
  const embedder = await configuredEmbedder(config);
  if (!embedder) return null;
  const { cachedEmbedder } = await import('../../retrieval/cached-embedder.ts');
  return cachedEmbedder(embedder);
}
