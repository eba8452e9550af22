import { z } from 'zod';
import { dataFile, findDataDirectory } from '../../datasets/find-data.ts';
import { readRows } from '../../datasets/read-rows.ts';
import { PassageRow } from '../../datasets/rows.ts';
import { equivalent } from '../../src/conflict/equivalence/equivalent.ts';
import { AccordError } from '../../src/errors.ts';
import { Rng } from '../../src/nn/training/rng.ts';
import { holdsAnswer } from '../../src/text/holds-answer.ts';
import { answerType, counterfactual } from './counterfactual.ts';
import { judgeSplits, type ParsedJudgeSuiteOptions } from './options.ts';

export type CandidateKind = 'gold' | 'counterfactual' | 'hard noise' | 'weak noise';

interface Candidate {
  id: string;
  title?: string | undefined;
  text: string;
  kind: CandidateKind;
}

/** A question with the passages to judge, in random order; one of them is right. */
export interface CandidateList {
  id: string;
  question: string;
  answers: string[];
  candidates: Candidate[];
}

const Row = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()).min(1),
  pos: z.array(z.string()).min(1),
  neg: z.array(z.string()),
});
type Row = z.infer<typeof Row>;
type Passage = Omit<Candidate, 'kind'>;

/** Longer answers cannot stand for each other in a sentence. */
const maxAnswerWords = 5;
/** Replacements tried for one passage: some put the answer back together. */
const tries = 20;

/**
 * Candidate lists with ground truth included: the annotated passage, copies of it with another answer of the same type from another question, and passages
 * without the answer that BM25 found first and last. Only questions that have all of these are used.
 *
 * @throws AccordError `data-missing`
 *
 * Source: the GTI benchmark of Zhang et al., Are large language models good at utility judgments?, SIGIR 2024 (arXiv 2403.19216).
 */
export async function candidateLists(options: ParsedJudgeSuiteOptions): Promise<CandidateList[]> {
  const directory = findDataDirectory();
  if (directory === null) throw new AccordError('data-missing', 'No data directory was found for judge.', 'Set RAG_DATA_DIR.');
  const rows: Row[] = [];
  for await (const row of readRows(dataFile(directory, judgeSplits[options.split]), Row)) rows.push(row);
  const short = rows.map((row) => ({ ...row, answer: row.answers.find((answer) => answer.split(/\s+/).length <= maxAnswerWords) }));
  const usable = short.filter((row): row is Row & { answer: string } => row.answer !== undefined);
  const passages = await passagesOf(directory, usable, options.maxWords);
  const answers = new Map<string, string[]>();
  for (const { question, answer } of usable) {
    const type = answerType(question, answer);
    answers.set(type, [...(answers.get(type) ?? []), answer]);
  }
  return usable.flatMap(
    (row, i) => candidatesOf(row, passages, answers.get(answerType(row.question, row.answer))!, Rng.of(options.seed, i), options) ?? [],
  );
}

/** The first words of every passage named. */
async function passagesOf(directory: string, rows: readonly Row[], maxWords: number): Promise<Map<string, Passage>> {
  const wanted = new Set(rows.flatMap(({ pos, neg }) => [...pos, ...neg]));
  const passages = new Map<string, Passage>();
  for await (const { id, title, text } of readRows(dataFile(directory, 'wiki_pool/passages'), PassageRow)) {
    if (wanted.has(id)) passages.set(id, { id, title, text: text.split(/\s+/).slice(0, maxWords).join(' ') });
  }
  return passages;
}

function candidatesOf(
  { id, question, answers, pos, neg }: Row,
  passages: ReadonlyMap<string, Passage>,
  others: readonly string[],
  rng: Rng,
  { counterfactual: copies, hardNoise, weakNoise }: ParsedJudgeSuiteOptions,
): CandidateList | null {
  const gold = passages.get(pos[0]!);
  const noise = neg.flatMap((one) => passages.get(one) ?? []);
  if (!gold || !holdsAnswer(answers, gold.text) || noise.length < hardNoise + weakNoise) return null;
  const changed = counterfactuals(gold, answers, others, rng, copies);
  if (changed.length < copies) return null;
  const kinds: [CandidateKind, readonly Passage[]][] = [
    ['gold', [gold]],
    ['counterfactual', changed],
    ['hard noise', noise.slice(0, hardNoise)],
    ['weak noise', weakNoise === 0 ? [] : noise.slice(-weakNoise)],
  ];
  const candidates = kinds.flatMap(([kind, ofKind]) => ofKind.map((passage): Candidate => ({ ...passage, kind })));
  return { id, question, answers, candidates: rng.shuffle(candidates) };
}

function counterfactuals(gold: Passage, answers: readonly string[], others: readonly string[], rng: Rng, copies: number): Passage[] {
  const found: Passage[] = [];
  const used: string[] = [...answers];
  for (let attempt = 0; attempt < tries && found.length < copies; attempt++) {
    const replacement = others[rng.below(others.length)]!;
    if (used.some((answer) => equivalent(answer, replacement)) || holdsAnswer([replacement], `${gold.title ?? ''}\n${gold.text}`)) continue;
    const changed = counterfactual(gold, answers, replacement);
    if (!changed) continue;
    used.push(replacement);
    found.push({ ...changed, id: `${gold.id}#${found.length + 1}` });
  }
  return found;
}
