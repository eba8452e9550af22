import { createHash } from 'node:crypto';
import type { Passage } from '../../passage.ts';
import type { PassageStore } from '../store/store.ts';
import type { Ledger } from './ledger.ts';
import { maxPostings, SketchIndex, sketch } from './near-duplicates.ts';
import { containment, shingles } from './shingles.ts';

/** How much lower than the threshold the estimate from sketches may be for the exact comparison to be made. */
const slack = 0.5;

export interface ClusteredBatch {
  /** The passages given, with their `duplicateCluster`. */
  passages: Passage[];
  /** Passages of the store whose cluster changes. */
  relabelled: Passage[];
  /** One a passage. */
  sketches: Uint32Array[];
}

/** Finds near duplicates among new passages and those that earlier ingests put into the store. */
export class DuplicateClusters {
  readonly #store: PassageStore;
  readonly threshold: number;
  readonly #index = new SketchIndex();
  /** Passage id of each index entry. */
  readonly #ids: string[] = [];
  readonly #entriesOf = new Map<string, number[]>();
  #removed = 0;

  constructor(store: PassageStore, ledger: Ledger, threshold: number) {
    this.#store = store;
    this.threshold = threshold;
    for (const [id, { passageIds, sketches }] of ledger.documents) {
      for (const [i, sketch] of sketches.entries()) this.#add(id, passageIds[i]!, sketch);
    }
  }

  /** So many passages left that they may fill all the postings of a shingle: an index made anew finds more. */
  get worn(): boolean {
    return this.#removed >= maxPostings;
  }

  /** Takes a document's passages out: it left, or comes anew. */
  forget(documentId: string): void {
    for (const entry of this.#entriesOf.get(documentId) ?? []) {
      this.#index.remove(entry);
      this.#removed++;
    }
    this.#entriesOf.delete(documentId);
  }

  async assign(batch: Passage[]): Promise<ClusteredBatch> {
    const sets = batch.map(({ text }) => shingles(text));
    const sketches = sets.map(sketch);
    const candidates = batch.map((passage, i) => {
      const entries = this.#index.candidates(sketches[i]!, this.threshold * slack);
      this.#add(passage.document.id, passage.id, sketches[i]!);
      return entries.map((entry) => this.#ids[entry]!);
    });

    const labelled = new Map(batch.map((passage) => [passage.id, passage]));
    const batchIds = new Set(labelled.keys());
    const shinglesOf = new Map(batch.map(({ id }, i) => [id, sets[i]!]));
    const stored = await this.#store.get([...new Set(candidates.flat())].filter((id) => !batchIds.has(id)));
    for (const passage of stored) {
      labelled.set(passage.id, passage);
      shinglesOf.set(passage.id, shingles(passage.text));
    }

    const relabelled = new Set<string>();
    const label = (id: string, cluster: string) => {
      labelled.set(id, { ...labelled.get(id)!, duplicateCluster: cluster });
      if (!batchIds.has(id)) relabelled.add(id);
    };
    for (const [i, { id }] of batch.entries()) {
      const near = candidates[i]!.filter((other) => {
        const known = labelled.get(other);
        return known && !overlap(labelled.get(id)!, known) && containment(shinglesOf.get(id)!, shinglesOf.get(other)!) >= this.threshold;
      });
      if (near.length === 0) continue;
      const clusters = [...new Set(near.flatMap((other) => labelled.get(other)!.duplicateCluster ?? []))];
      const cluster = clusters[0] ?? clusterName(labelled.get(near[0]!)!.text);
      for (const merged of clusters.slice(1)) {
        for await (const member of this.#store.passages({ filter: { field: 'duplicateCluster', eq: merged } })) {
          if (!labelled.has(member.id)) labelled.set(member.id, member);
        }
        for (const [member, { duplicateCluster }] of labelled) if (duplicateCluster === merged) label(member, cluster);
      }
      for (const member of [id, ...near]) if (labelled.get(member)!.duplicateCluster !== cluster) label(member, cluster);
    }
    return { passages: batch.map(({ id }) => labelled.get(id)!), relabelled: [...relabelled].map((id) => labelled.get(id)!), sketches };
  }

  #add(documentId: string, passageId: string, sketch: Uint32Array): void {
    const entry = this.#index.add(sketch);
    this.#ids[entry] = passageId;
    const entries = this.#entriesOf.get(documentId);
    if (entries) entries.push(entry);
    else this.#entriesOf.set(documentId, [entry]);
  }
}

/** Neighbours in a document share sentences by design. */
function overlap(a: Passage, b: Passage): boolean {
  if (a.document.id !== b.document.id || !a.span || !b.span) return false;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}

/** From the text, not the id: an id may later stand for another text. */
function clusterName(text: string): string {
  return `near-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
