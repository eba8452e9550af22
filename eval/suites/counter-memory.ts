import { readPool } from '../../datasets/training/pool.ts';
import { openChatReader } from '../../src/cli/open-llm.ts';
import { AccordError, throwIfAborted } from '../../src/errors.ts';
import type { Passage } from '../../src/passage.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { adherenceSuite, type ContradictedFact } from './adherence-suite.ts';
import { asPassage } from './as-passage.ts';
import { JudgedRow, PassagesRow } from './data-rows.ts';
import { dataDirectory, readData } from './read-data.ts';

interface Known {
  id: string;
  part: string;
  question: string;
  answers: readonly string[];
  relevant: Passage;
}

/**
 * A rebuild of RealCounterMemory, not the set itself: questions of NQ (test) and SQuAD 1.1 (dev) that the language model answers from memory, and wrongly. The
 * relevant passage is the annotated one. `--limit` counts the questions that are asked, of which those are kept.
 *
 * Source: Zhang et al., KnowPO, AAAI 2025, section 4.1, for what the set is; its own questions are not public.
 */
export const counterMemory = adherenceSuite(
  'counter-memory',
  'questions of NQ and SQuAD that the language model of --llm answers wrongly from memory, among irrelevant passages',
  async ({ sample, llm, signal, onProgress }) => {
    if (llm === undefined) {
      throw new AccordError(
        'invalid-config',
        'The suite counter-memory is about what a language model remembers, and none is named.',
        'Name one, for example --llm openai:gpt-5-mini.',
      );
    }
    const reader = await openChatReader(llm);
    const asked = sample([...(await nqQuestions()), ...(await squadQuestions())]);
    const facts: ContradictedFact[] = [];
    for (const [done, { id, part, question, answers, relevant }] of asked.entries()) {
      throwIfAborted(signal);
      onProgress?.({ stage: 'memory', done, total: asked.length });
      const [known] = (await reader.closedBook?.(question, { signal })) ?? [];
      if (known === undefined || givesAnswer([known.answer], answers)) continue;
      facts.push({ id, part, question, relevant, context: answers, memory: [known.answer], confidence: known.confidence });
    }
    return facts;
  },
);

async function nqQuestions(): Promise<Known[]> {
  const pool = await readPool(dataDirectory('The pool'));
  const rows = await readData('rerank_bm25/nq_test_oracle2655', JudgedRow);
  return rows.flatMap(({ id, question, answers, pos }) => {
    const relevant = pool.get(pos[0]!);
    return relevant ? [{ id, part: 'nq', question, answers, relevant }] : [];
  });
}

async function squadQuestions(): Promise<Known[]> {
  const rows = await readData('squad_v1/dev', PassagesRow);
  return rows.map(({ id, question, answers, contexts: [passage] }) => ({
    id,
    part: 'squad',
    question,
    answers,
    relevant: asPassage(passage!),
  }));
}
