import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { AccordError } from '../../../errors.ts';
import { lines } from '../lines.ts';
import { type ByteSource, EmptySource, type Format, type ReadOptions } from './format.ts';
import { rowDocument } from './rows.ts';

/** Comma- or tab-separated values with a header line; see {@link rowDocument}. */
export const csv = separated('csv', '.csv', ',');
export const tsv = separated('tsv', '.tsv', '\t');

interface ParsedRow {
  record: Record<string, string>;
  info: { lines: number; invalid_field_length: number };
}

function separated(name: string, extension: string, delimiter: string): Format {
  return {
    name,
    extensions: [extension],
    async *read(source, options) {
      const parser = parse({
        delimiter,
        // Tab-separated files quote nothing as a rule.
        quote: delimiter === '\t' ? null : '"',
        columns: (header: string[]) => header.map((column) => column.trim()),
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: options.maxDocumentBytes,
      });
      const records = pipeline(Readable.from(usableLines(source, options)), parser, () => {}) as AsyncIterable<ParsedRow>;
      let rows = 0;
      let mismatched = 0;
      try {
        for await (const { record, info } of records) {
          rows++;
          const where = `${source.name}, row ${rows} (line ${info.lines})`;
          try {
            if (info.invalid_field_length > mismatched) throw wrongColumnCount(where);
            yield rowDocument(typed(record), source, where);
          } catch (error) {
            if (!AccordError.isInstance(error)) throw error;
            options.onInvalid(error);
          }
          mismatched = info.invalid_field_length;
        }
      } catch (error) {
        throw error instanceof CsvError ? malformed(error, source.name) : error;
      }
      if (rows === 0) throw new EmptySource(source.name, 'has no rows');
    },
  };
}

/** The source's lines; an unusable one leaves an empty line, so that line numbers stay right. Joined to some size: the parser takes many lines at a time faster. */
async function* usableLines(source: ByteSource, options: ReadOptions): AsyncGenerator<string> {
  let block = '';
  for await (const { content } of lines(source.open(), source.name, options.maxDocumentBytes)) {
    if (typeof content === 'string') block += content;
    else options.onInvalid(content);
    block += '\n';
    if (block.length > 1 << 16) {
      yield block;
      block = '';
    }
  }
  yield block;
}

/** Cells that are the canonical form of a number or a boolean become one, so that ranges filter them; `007` stays text. */
function typed(record: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([column, cell]) => {
      const keepsText = column === 'text' || column === 'contents' || column === 'content' || column === 'body';
      if (keepsText || cell.length > 20) return [column, cell];
      if (cell === 'true' || cell === 'false') return [column, cell === 'true'];
      const value = Number(cell);
      return [column, cell !== '' && Number.isFinite(value) && String(value) === cell ? value : cell];
    }),
  );
}

function wrongColumnCount(where: string): AccordError {
  return new AccordError(
    'invalid-input',
    `${where} has another number of cells than the header has columns.`,
    'Quote cells that hold the separator, or skip and count such rows with --skip-invalid (option skipInvalid).',
  );
}

function malformed(error: CsvError, name: string): AccordError {
  const tooLarge = error.code === 'CSV_MAX_RECORD_SIZE';
  return new AccordError(
    tooLarge ? 'too-large' : 'invalid-input',
    `${name}: ${error.message}`,
    // Past a broken quotation no row boundary is certain, so such a file is never read on.
    `Correct the file near that line: a quotation mark inside a cell is written twice, and every opened one is closed${tooLarge ? '; or raise the limit (option maxDocumentBytes)' : ''}.`,
    { cause: error },
  );
}
