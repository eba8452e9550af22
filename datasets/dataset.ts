import type { Passage } from '../src/passage.ts';

/** Which passages are right for a question. */
export interface Judgement {
  /** Ids of the annotated passages. */
  annotated: string[];
  /**
   * One group for each annotated passage: the passage itself and its near duplicates that hold an answer. A group is one right
   * thing, whichever member is found.
   */
  groups: string[][];
  /** The grade (> 0) of each right passage, where the benchmark grades them; then nothing else counts. */
  grades?: ReadonlyMap<string, number>;
}

export interface Question {
  id: string;
  question: string;
  answers: string[];
  /** Absent where the corpus holds no annotated passage for the question. */
  judgement?: Judgement;
}

export interface Corpus {
  name: string;
  /** True for the small corpus bundled with the package, whose figures compare with nothing. */
  sample: boolean;
  /** SHA-256 of the uncompressed passage file. */
  hash: string;
  passages: number;
  /** Reads the file anew at each call. @throws AccordError `invalid-input` with file and line of a corrupt row. */
  read(): AsyncIterable<Passage>;
}

export interface Dataset {
  name: string;
  split: string;
  corpus: Corpus;
  questions: Question[];
  /** SHA-256 over corpus, questions and judgements: equal hashes, equal data. */
  hash: string;
}
