import { AccordError } from '../../../errors.ts';
import { csv, tsv } from './csv.ts';
import type { Format } from './format.ts';
import { html } from './html.ts';
import { jsonl } from './jsonl.ts';
import { markdown } from './markdown.ts';
import { pdf } from './pdf.ts';
import { text } from './text.ts';

const formats: readonly Format[] = [text, markdown, html, pdf, csv, tsv, jsonl];
export const formatNames = formats.map(({ name }) => name);

/** The format of a file by its extension, and whether it is compressed; undefined for an unknown one. */
export function formatOf(path: string): { format: Format; gzip: boolean } | undefined {
  const lower = path.toLowerCase();
  const gzip = lower.endsWith('.gz');
  const bare = gzip ? lower.slice(0, -3) : lower;
  const format = formats.find(({ extensions }) => extensions.some((extension) => bare.endsWith(extension)));
  return format && !(gzip && format === pdf) ? { format, gzip } : undefined;
}

/** @throws AccordError `unsupported-format` */
export function formatNamed(name: string): Format {
  const format = formats.find((candidate) => candidate.name === name || candidate.extensions.includes(`.${name}`));
  if (!format) throw new AccordError('unsupported-format', `Unknown format "${name}".`, `Use one of: ${formatNames.join(', ')}.`);
  return format;
}
