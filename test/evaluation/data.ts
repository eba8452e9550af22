import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const passages = [
  { id: 'p1', title: 'Ada Lovelace', text: 'Ada Lovelace wrote the first published program, for the Analytical Engine.' },
  { id: 'p2', title: 'Analytical Engine', text: 'The Analytical Engine was designed by Charles Babbage in 1837.' },
  { id: 'p3', title: 'Charles Babbage', text: 'Babbage was born in London. He designed the Analytical Engine.' },
  { id: 'p4', title: 'Kelp', text: 'Kelp forests grow in cold water along rocky coasts.' },
  { id: 'p5', title: '', text: 'Sea urchins eat kelp; sea otters eat sea urchins.' },
];
const asked = [
  { id: 'q1', question: 'who wrote the first published program', answers: ['Ada Lovelace'] },
  { id: 'q2', question: 'who designed the analytical engine', answers: ['Charles Babbage', 'Babbage'] },
  { id: 'q3', question: 'what do sea urchins eat', answers: ['kelp'] },
  { id: 'q4', question: 'where is the question without a judgement', answers: ['nowhere'] },
];
const judgements = [
  { id: 'q1', pos: ['p1'], pos_near: [] },
  { id: 'q2', pos: ['p2'], pos_near: ['p3'] },
  { id: 'q3', pos: ['p5'], pos_near: [] },
];
const questions = asked.map((question) => ({ ...question, contexts: contextsOf(question.id) }));

/** The annotated passage, where there is one, and one that answers nothing. */
function contextsOf(id: string): object[] {
  const right = judgements.find((judgement) => judgement.id === id)?.pos ?? [];
  return passages
    .filter((passage) => passage.id === 'p4' || right.includes(passage.id))
    .map((passage) => ({ ...passage, gold: right.includes(passage.id) }));
}

/** Writes a small data directory for `rag-eval nq`; `copies` makes its corpus larger by passages that answer nothing. */
export function writeEvaluationData(directory: string, { copies = 0 } = {}): void {
  const filler = Array.from({ length: copies }, (_, index) => ({
    id: `filler-${index}`,
    title: 'Filler',
    text: `Sentence number ${index} is about nothing.`,
  }));
  write(directory, 'wiki_pool/passages', [...passages, ...filler]);
  write(directory, 'wiki_pool/near_duplicates', []);
  write(directory, 'nq_gold/oracle_dev', questions);
  write(directory, 'rerank_bm25/nq_test_oracle2655', judgements);
}

function write(directory: string, part: string, rows: object[]): void {
  const path = join(directory, `${part}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
