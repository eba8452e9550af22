import { z } from 'zod';
import type { LongRunning } from '../../progress.ts';
import { ChunkOptions } from './chunk.ts';

export const IngestOptions = z.strictObject({
  format: z
    .string()
    .optional()
    .describe('Format of standard input and of the files named, whatever their extension: text, markdown, html, pdf, csv, tsv, jsonl'),
  chunk: z
    .union([ChunkOptions, z.literal(false)])
    .prefault({})
    .describe('How documents are cut into passages; false keeps each document, or row, as one passage'),
  metadata: z.record(z.string(), z.unknown()).default({}).describe('Fields for every document that does not state them itself'),
  skipInvalid: z.boolean().default(false).describe('Count invalid rows and unreadable files instead of failing'),
  maxDocumentBytes: z
    .number()
    .int()
    .min(1)
    .default(32 * 1024 * 1024)
    .describe('Greatest size of a file, or of a row in a file of rows'),
  nearDuplicates: z
    .union([z.number().gt(0).max(1), z.literal(false)])
    .default(0.5)
    .describe("Part of the shorter passage's five-word shingles that makes two passages near duplicates; false looks for none"),
  batchSize: z.number().int().min(1).default(1024).describe('Passages added and committed together'),
  stdin: z.custom<AsyncIterable<Uint8Array | string>>().optional().describe("What the input '-' reads; default: standard input"),
});
export type IngestOptions = z.input<typeof IngestOptions> & LongRunning;
export type IngestSettings = z.output<typeof IngestOptions>;
