import type { Sequence } from './task.ts';

export interface Entry<Job> {
  job: Job;
  /** Which input of the job, and which of its sequences. */
  input: number;
  part: number;
  sequence: Sequence;
}

/**
 * Sequences of many callers, handed out in batches of similar length, longest first, of at most `tokenBudget` tokens with padding. Lengths
 * mix only where one alone does not fill half the budget: batches of one length need no mask. Entries of dead jobs are dropped
 * when their turn comes.
 */
export class BatchQueue<Job> {
  /** FIFO by length, so that whoever came first leaves first. */
  private readonly buckets: Entry<Job>[][] = [];
  private longest = 0;

  constructor(
    private readonly tokenBudget: number,
    private readonly isAlive: (job: Job) => boolean,
  ) {}

  push(entry: Entry<Job>): void {
    const length = entry.sequence.ids.length;
    this.buckets[length] ??= [];
    this.buckets[length].push(entry);
    this.longest = Math.max(this.longest, length);
  }

  /** The next batch; empty when nothing is left. A sequence longer than the budget comes alone. */
  next(): Entry<Job>[] {
    const batch: Entry<Job>[] = [];
    let width = 0;
    for (; this.longest > 0; this.longest--) {
      const bucket = this.buckets[this.longest] ?? [];
      let taken = 0;
      for (; taken < bucket.length; taken++) {
        const entry = bucket[taken]!;
        if (!this.isAlive(entry.job)) continue;
        width ||= this.longest;
        if (batch.length > 0 && (batch.length + 1) * width > this.tokenBudget) break;
        batch.push(entry);
      }
      bucket.splice(0, taken);
      if (bucket.length > 0) break;
      if (batch.length * width * 2 >= this.tokenBudget) break;
    }
    return batch;
  }
}
