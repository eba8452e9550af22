import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export interface PoolPassage {
  id: string;
  title: string;
  text: string;
}

export interface RerankQuestion {
  id: string;
  question: string;
  pos: string[];
  pos_near?: string[];
}

/** The rows of `$RAG_DATA_DIR/NAME.jsonl.gz`, e.g. `wiki_pool/passages`. */
export async function readData<Row>(name: string): Promise<Row[]> {
  const directory = process.env.RAG_DATA_DIR;
  if (!directory) throw new Error('Set RAG_DATA_DIR to the data directory: this benchmark runs over real passages.');
  const rows: Row[] = [];
  const lines = createInterface({ input: createReadStream(join(directory, `${name}.jsonl.gz`)).pipe(createGunzip()) });
  for await (const line of lines) if (line) rows.push(JSON.parse(line) as Row);
  return rows;
}
