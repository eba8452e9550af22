import { AccordError } from '../src/errors.ts';
import type { Passage } from '../src/passage.ts';
import type { Question } from './dataset.ts';
import { dataFile, findDataDirectory } from './find-data.ts';
import { fingerprint } from './fingerprint.ts';
import { readRows } from './read-rows.ts';
import { type DatasetDeclaration, type DatasetName, datasets } from './registry.ts';
import { GoldRow } from './rows.ts';

/** A question with the passages that were annotated as holding its answer. */
export interface GoldQuestion extends Omit<Question, 'judgement'> {
  passages: Passage[];
}

export interface GoldDataset {
  split: string;
  questions: GoldQuestion[];
  /** SHA-256 of the questions with their passages. */
  hash: string;
}

/**
 * Loads a benchmark's questions with their annotated passages as the benchmark gives them, for a reader without retrieval.
 *
 * @throws AccordError `invalid-input` for a benchmark without such passages or a corrupt row, `data-missing`.
 */
export async function loadGold(name: DatasetName, environment: NodeJS.ProcessEnv = process.env): Promise<GoldDataset> {
  const { gold, split }: DatasetDeclaration = datasets[name];
  if (gold === undefined) {
    throw new AccordError('invalid-input', `${name} has no gold passages to read.`, 'Evaluate over the corpus.');
  }
  const directory = findDataDirectory(environment);
  if (directory === null) throw new AccordError('data-missing', `No data directory was found for ${name}.`, 'Set RAG_DATA_DIR.');
  const path = dataFile(directory, gold);
  const questions: GoldQuestion[] = [];
  for await (const { id, question, answers, contexts } of readRows(path, GoldRow)) {
    const passages = contexts
      .filter(({ gold: annotated }) => annotated)
      .map(({ id: passageId, title, text }): Passage => ({ id: passageId, text, title, document: { id: passageId }, metadata: {} }));
    questions.push({ id, question, answers, passages });
  }
  return { split, questions, hash: (await fingerprint(path)).hash };
}
