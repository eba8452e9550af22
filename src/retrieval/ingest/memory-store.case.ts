import type { Passage } from '../../passage.ts';
import { matches } from '../filter-match.ts';
import type { AddReport, NewPassage, PassageStore } from '../store/store.ts';

/** Passages in a map, and a count of what was written: enough to test what an ingest does to a store. */
export class MemoryStore implements PassageStore {
  readonly content = new Map<string, Passage>();
  readonly state = new Map<string, string>();
  readonly written: string[] = [];
  /** Called before every write; a test throws from it to end the process there, so to say. */
  beforeWrite: () => void = () => {};

  async add(passages: Iterable<NewPassage> | AsyncIterable<NewPassage>): Promise<AddReport> {
    const report = { added: 0, updated: 0, unchanged: 0 };
    for await (const passage of passages) {
      this.beforeWrite();
      const old = this.content.get(passage.id);
      const kind = !old ? 'added' : JSON.stringify(old) === JSON.stringify(passage) ? 'unchanged' : 'updated';
      report[kind]++;
      if (kind === 'unchanged') continue;
      this.content.set(passage.id, structuredClone(passage));
      this.written.push(passage.id);
    }
    return report;
  }
  async delete(ids: string[]) {
    this.beforeWrite();
    return ids.filter((id) => this.content.delete(id)).length;
  }
  async get(ids: string[]) {
    return ids.flatMap((id) => this.content.get(id) ?? []);
  }
  async *passages({ filter }: { filter?: Parameters<typeof matches>[0] } = {}) {
    for (const passage of [...this.content.values()]) if (!filter || matches(filter, passage)) yield passage;
  }
  async count() {
    return this.content.size;
  }
  async getState(key: string) {
    return this.state.get(key) ?? null;
  }
  async setState(key: string, value: string | null) {
    this.beforeWrite();
    if (value === null) this.state.delete(key);
    else this.state.set(key, value);
  }
  deleteWhere = unused;
  info = unused;
  retrieve = unused;
  warm = unused;
  async close() {}
}

async function unused(): Promise<never> {
  throw new Error('not used by ingest');
}
