import { AccordError } from '../../../errors.ts';
import { lines } from '../lines.ts';
import { EmptySource, type Format } from './format.ts';
import { rowDocument } from './rows.ts';

/** One JSON object a line; see {@link rowDocument}. Blank lines are passed over. */
export const jsonl: Format = {
  name: 'jsonl',
  extensions: ['.jsonl', '.ndjson'],
  async *read(source, options) {
    let rows = 0;
    for await (const { number, content } of lines(source.open(), source.name, options.maxDocumentBytes)) {
      if (content === '') continue;
      rows++;
      try {
        if (typeof content !== 'string') throw content;
        yield rowDocument(parse(content, `${source.name}, row ${number}`), source, `${source.name}, row ${number}`);
      } catch (error) {
        if (!AccordError.isInstance(error)) throw error;
        options.onInvalid(error);
      }
    }
    if (rows === 0) throw new EmptySource(source.name);
  },
};

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AccordError(
      'invalid-input',
      `${where} is not valid JSON: ${(cause as Error).message}`,
      'Write one JSON object a line, or skip and count such rows with --skip-invalid (option skipInvalid).',
      { cause },
    );
  }
}
