import type { MemoryPair } from '../../src/conflict/declared-memory.ts';
import type { Passage } from '../../src/passage.ts';
import type { ConflictOutcome } from '../measures/conflict/conflict-measure.ts';

/** One question of a suite with the passages given to every system, and what there is to make of it. */
export interface ConflictItem {
  id: string;
  /** Figures are also given for each part alone. */
  part?: string | undefined;
  /** Items that are no independent trials share it: wordings of one question, conditions of one fact. Default: the id. */
  cluster?: string | undefined;
  question: string;
  passages: readonly Passage[];
  /** What the model is declared to know without passages. */
  memory?: Omit<MemoryPair, 'question'> | undefined;
  /** What the user wants taken for true, beside what the question says. */
  assumptions?: readonly string[] | undefined;
  facts: Omit<ConflictOutcome, 'predictions'>;
  /** What the data set says of each passage, by passage id; passages without an answer are left out. */
  oracle?: ReadonlyMap<string, string> | undefined;
}
