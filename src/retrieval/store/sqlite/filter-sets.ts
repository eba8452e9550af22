import type { Metadata } from '../../../passage.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type Filter, ownFields } from '../../filter.ts';
import { matches } from '../../filter-match.ts';
import { type Block, blocksOf } from './blocks.ts';
import { ownFieldsOf, type PassageRow } from './passage-rows.ts';

/** One byte a position, 1 = allowed, for every block that has allowed passages. */
export type AllowedPassages = ReadonlyMap<number, Uint8Array>;

const cachedFilters = 64;
const own = new Set<string>(ownFields);

type OwnRow = Pick<
  PassageRow,
  'block' | 'position' | 'metadata' | 'id' | 'title' | 'document_id' | 'document_version' | 'document_uri' | 'duplicate_cluster'
>;

/** Which passages fulfil a filter; the last answers are kept until the store changes. */
export class FilterSets {
  readonly #database: Database;
  #generation = -1;
  readonly #answers = new Map<string, AllowedPassages>();
  /** Parsed `metadata` rows; these never change. */
  readonly #metadata = new Map<number, Metadata>();
  #lastMetadata = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** As of the running transaction, whose generation is given. */
  allowed(filter: Filter, generation: number): AllowedPassages {
    if (generation !== this.#generation) this.#answers.clear();
    this.#generation = generation;
    const key = JSON.stringify(filter);
    const answer = this.#answers.get(key) ?? this.#evaluate(filter);
    // Last used, last in the map.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    if (this.#answers.size > cachedFilters) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }

  #evaluate(filter: Filter): AllowedPassages {
    this.#readMetadata();
    const blocks = new Map(blocksOf(this.#database).map((block) => [block.id, block]));
    return [...fieldsOf(filter)].some((field) => own.has(field)) ? this.#byPassage(filter, blocks) : this.#byMetadata(filter, blocks);
  }

  /** Evaluates once for each distinct metadata. */
  #byMetadata(filter: Filter, blocks: Map<number, Block>): AllowedPassages {
    const allowed = new Map<number, Uint8Array>();
    const results = new Map<number, boolean>();
    for (const block of blocks.keys()) {
      const rows = this.#database.all<{ position: number; metadata: number }>(
        'SELECT position, metadata FROM passage WHERE block = ?',
        block,
      );
      for (const { position, metadata } of rows) {
        let result = results.get(metadata);
        if (result === undefined) {
          result = matches(filter, { id: '', document: { id: '' }, metadata: this.#metadata.get(metadata)! });
          results.set(metadata, result);
        }
        if (result) allow(allowed, blocks.get(block)!, position);
      }
    }
    return allowed;
  }

  #byPassage(filter: Filter, blocks: Map<number, Block>): AllowedPassages {
    const allowed = new Map<number, Uint8Array>();
    const check = (row: OwnRow) => {
      const passage = { ...ownFieldsOf(row), metadata: this.#metadata.get(row.metadata)! };
      if (matches(filter, passage)) allow(allowed, blocks.get(row.block)!, row.position);
    };
    const columns = 'block, position, metadata, id, title, document_id, document_version, document_uri, duplicate_cluster';
    const { where, values } = narrow(filter);
    if (where) for (const row of this.#database.all<OwnRow>(`SELECT ${columns} FROM passage WHERE ${where}`, ...values)) check(row);
    else {
      for (const block of blocks.keys()) {
        for (const row of this.#database.all<OwnRow>(`SELECT ${columns} FROM passage WHERE block = ?`, block)) check(row);
      }
    }
    return allowed;
  }

  #readMetadata(): void {
    const sql = 'SELECT id, json FROM metadata WHERE id > ? ORDER BY id';
    for (const { id, json } of this.#database.all<{ id: number; json: string }>(sql, this.#lastMetadata)) {
      this.#metadata.set(id, JSON.parse(json) as Metadata);
      this.#lastMetadata = id;
    }
  }
}

function allow(allowed: Map<number, Uint8Array>, { id, size }: Block, position: number): void {
  let bytes = allowed.get(id);
  if (!bytes) {
    bytes = new Uint8Array(size);
    allowed.set(id, bytes);
  }
  bytes[position] = 1;
}

function* fieldsOf(filter: Filter): Generator<string> {
  if ('and' in filter) for (const part of filter.and) yield* fieldsOf(part);
  else if ('or' in filter) for (const part of filter.or) yield* fieldsOf(part);
  else if ('not' in filter) yield* fieldsOf(filter.not);
  else yield filter.field;
}

/**
 * A condition in SQL that holds for every passage that fulfils the filter and uses an index of `passage`: for filters, or parts of
 * an `and`, that name ids or documents. Empty where there is none.
 */
export function narrow(filter: Filter): { where: string; values: string[] } {
  const none = { where: '', values: [] };
  if ('and' in filter) return filter.and.map(narrow).find(({ where }) => where !== '') ?? none;
  const column = 'field' in filter && { id: 'id', 'document.id': 'document_id' }[filter.field];
  if (!column) return none;
  const names = 'eq' in filter ? [filter.eq] : 'in' in filter ? filter.in : [];
  // SQLite ends JSON texts at a NUL.
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name.includes('\0'))) return none;
  return { where: `passage.${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(names)] };
}
