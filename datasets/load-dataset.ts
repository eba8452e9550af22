import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { AccordError } from '../src/errors.ts';
import type { Passage } from '../src/passage.ts';
import type { Corpus, Dataset, Judgement, Question } from './dataset.ts';
import { dataFile, findDataDirectory } from './find-data.ts';
import { fingerprint } from './fingerprint.ts';
import { readRows } from './read-rows.ts';
import { type DatasetDeclaration, type DatasetName, datasets, sampleDataset } from './registry.ts';
import { GradedRow, JudgementRow, NearDuplicatesRow, PassageRow, PooledRow, QuestionRow } from './rows.ts';

// The compiled file lies one folder deeper.
const bundled = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './sample' : '../../datasets/sample', import.meta.url));

/**
 * Loads a benchmark's questions with their judgements and opens its corpus. Where there is no data directory, `nq` means the
 * sample bundled with the package (`corpus.sample`).
 *
 * @throws AccordError `data-missing` naming the directory or file, `invalid-input` naming file and line of a corrupt row.
 */
export async function loadDataset(name: DatasetName, environment: NodeJS.ProcessEnv = process.env): Promise<Dataset> {
  const directory = findDataDirectory(environment);
  if (directory !== null) return load(name, directory, datasets[name], false);
  if (name === 'nq') return loadSample();
  throw new AccordError(
    'data-missing',
    `No data directory was found for ${name}.`,
    'Set RAG_DATA_DIR; without data only `rag-eval nq` runs, on a bundled sample.',
  );
}

/** The sample bundled with the package, our own text. */
export async function loadSample(): Promise<Dataset> {
  return load('nq', bundled, sampleDataset, true);
}

async function load(name: string, directory: string, declaration: DatasetDeclaration, sample: boolean): Promise<Dataset> {
  const file = (part: string) => dataFile(directory, part);
  const files = {
    passages: file(declaration.passages),
    questions: file(declaration.questions),
    judgements: file(declaration.judgements),
    nearDuplicates: declaration.nearDuplicates === undefined ? null : file(declaration.nearDuplicates),
  };
  const { hash: corpusHash, rows } = await fingerprint(files.passages);
  const read = () => (declaration.pooled ? readPool(files.passages) : readPassages(files.passages));
  const hash = createHash('sha256').update(corpusHash);
  for (const path of [files.questions, files.judgements, files.nearDuplicates]) {
    if (path !== null) hash.update((await fingerprint(path)).hash);
  }
  const corpus: Corpus = {
    name: sample ? 'sample' : declaration.passages,
    sample,
    hash: corpusHash,
    passages: declaration.pooled ? await countOf(read()) : rows,
    read,
  };
  const judgements = declaration.graded
    ? await readGrades(files.judgements, declaration.pooled)
    : await readJudgements(files.judgements, files.nearDuplicates);
  return { name, split: declaration.split, corpus, questions: await readQuestions(files.questions, judgements), hash: hash.digest('hex') };
}

async function* readPassages(path: string): AsyncGenerator<Passage> {
  for await (const { id, title, text, ...metadata } of readRows(path, PassageRow)) {
    yield { id, text, ...(title && { title }), document: { id }, metadata: metadata as Passage['metadata'] };
  }
}

/** The contexts of all questions, each once. */
async function* readPool(path: string): AsyncGenerator<Passage> {
  const seen = new Set<string>();
  for await (const { contexts } of readRows(path, PooledRow)) {
    for (const { id, title, text } of contexts) {
      if (seen.has(id)) continue;
      seen.add(id);
      yield { id, text, ...(title && { title }), document: { id }, metadata: {} };
    }
  }
}

async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

async function readGrades(path: string, pooled: boolean | undefined): Promise<Map<string, Judgement>> {
  const judgements = new Map<string, Judgement>();
  const add = (id: string, graded: [string, number | null][]): void => {
    const grades = new Map(graded.filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0));
    if (grades.size > 0)
      judgements.set(id, { annotated: [...grades.keys()], groups: [...grades.keys()].map((passage) => [passage]), grades });
  };
  if (pooled)
    for await (const { id, contexts } of readRows(path, PooledRow))
      add(
        id,
        contexts.map(({ id: passage, label }) => [passage, label]),
      );
  else for await (const { id, meta } of readRows(path, GradedRow)) add(id, Object.entries(meta.qrels));
  return judgements;
}

async function readQuestions(path: string, judgements: Map<string, Judgement>): Promise<Question[]> {
  const questions = new Map<string, Question>();
  for await (const { id, question, answers } of readRows(path, QuestionRow)) {
    if (questions.has(id))
      throw new AccordError('invalid-input', `${path}: the question id "${id}" occurs twice.`, 'Remove one of the rows.');
    const judgement = judgements.get(id);
    questions.set(id, { id, question, answers, ...(judgement && { judgement }) });
  }
  return [...questions.values()];
}

async function readJudgements(path: string, nearDuplicatesPath: string | null): Promise<Map<string, Judgement>> {
  const near = new Map<string, Set<string>>();
  if (nearDuplicatesPath !== null) {
    for await (const row of readRows(nearDuplicatesPath, NearDuplicatesRow)) near.set(row.id, new Set(row.near.map(({ id }) => id)));
  }
  const judgements = new Map<string, Judgement>();
  for await (const { id, pos, pos_near } of readRows(path, JudgementRow)) {
    const groups = pos.map((passage) => [passage]);
    for (const copy of pos_near) {
      const group = groups.length === 1 ? groups[0] : groups.find(([passage]) => near.get(passage!)?.has(copy));
      if (!group) {
        throw new AccordError(
          'invalid-input',
          `${path}: question "${id}" has ${pos.length} right passages, and "${copy}" in pos_near is listed as near duplicate of none.`,
          'List it in the near-duplicates file, or move it to pos.',
        );
      }
      group.push(copy);
    }
    judgements.set(id, { annotated: pos, groups });
  }
  return judgements;
}
