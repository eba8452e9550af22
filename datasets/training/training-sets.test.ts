import { beforeAll, describe, expect, test } from 'vitest';
import { TrainingRow } from '../../src/rerank/train/rows.ts';
import { holdsAnswer } from '../../src/text/holds-answer.ts';
import { boolqQuestions } from './boolq.ts';
import { multiHopQuestions } from './multi-hop.ts';
import { nqQuestions } from './nq.ts';
import { type Pool, readPool } from './pool.ts';
import type { TrainingQuestion } from './question.ts';
import { squadQuestions, squadReadingQuestions } from './squad.ts';
import { questionKey, testQuestionKeys } from './test-questions.ts';

const directory = process.env.RAG_DATA_DIR;

describe.skipIf(!directory)('training sets (needs RAG_DATA_DIR)', { timeout: 300_000 }, () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await readPool(directory!);
  }, 300_000);

  /** Ids of the questions that are no valid rows over the pool. */
  const invalid = (questions: TrainingQuestion[]) =>
    questions
      .filter(({ id, question, positives }) => {
        const known = positives.every((positive) => pool.get(positive.id)?.id === positive.id);
        return !known || !TrainingRow.safeParse({ id, question, positives }).success;
      })
      .map(({ id }) => id);

  test('NQ: the marked text is an answer; empty annotations are left out', async () => {
    const questions = await nqQuestions(directory!, pool);
    expect(questions).toHaveLength(7138);
    expect(invalid(questions)).toEqual([]);
    const wrong = questions.filter(({ positives, answers }) =>
      positives.some(({ text, spans = [] }) => spans.some(({ start, end }) => !holdsAnswer(answers, text.slice(start, end)))),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
    // All but few have a span in the annotated passage, which comes first.
    expect(questions.filter(({ positives }) => !positives[0]!.spans).length).toBeLessThan(20);
  });

  test('SQuAD: the answer is marked in nearly every paragraph', async () => {
    const questions = await squadQuestions(directory!, pool);
    expect(questions).toHaveLength(18_896);
    expect(invalid(questions)).toEqual([]);
    const squeezed = (text: string) => text.replaceAll(/\s+/g, '');
    const wrong = questions.filter(({ positives: [positive], answers }) => {
      const { text, spans = [] } = positive!;
      return spans.some(({ start, end }) => !answers.some((answer) => squeezed(answer) === squeezed(text.slice(start, end))));
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(questions.filter(({ positives }) => !positives[0]!.spans).length).toBeLessThan(20);
  });

  test('SQuAD to read: all 87,599 questions, answers marked', async () => {
    let count = 0;
    const wrong: string[] = [];
    for await (const { id, positive, answers } of squadReadingQuestions(directory!)) {
      count++;
      const { start, end } = positive.spans![0]!;
      if (!answers.includes(positive.text.slice(start, end))) wrong.push(id);
    }
    expect(count).toBe(87_599);
    expect(wrong).toEqual([]);
  });

  test('BoolQ: yes or no', async () => {
    const questions = await boolqQuestions(directory!, pool);
    expect(questions).toHaveLength(3269);
    expect(invalid(questions)).toEqual([]);
    expect(questions.filter(({ positives }) => positives[0]!.answer === 'yes')).toHaveLength(2032);
  });

  test('HotpotQA and MuSiQue: several passages a question, all in the pool', async () => {
    const questions = await multiHopQuestions(directory!, pool);
    expect(questions).toHaveLength(200);
    expect(invalid(questions)).toEqual([]);
    expect(questions.filter(({ positives }) => positives.length < 2)).toEqual([]);
  });

  test('test questions are known, also written otherwise', async () => {
    const keys = await testQuestionKeys(directory!);
    expect(keys.has(questionKey('When is the next Deadpool movie being released?'))).toBe(true);
    expect(keys.has(questionKey('when was the last time a wildcard team won the superbowl'))).toBe(false);
  });
});
