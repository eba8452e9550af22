import { z } from 'zod';
import { lowestHashes } from '../../datasets/training/hash-split.ts';
import { readPool } from '../../datasets/training/pool.ts';
import { normalizeAnswer } from '../measures/normalize-answer.ts';
import { adherenceSuite, type ContradictedFact } from './adherence-suite.ts';
import { asPassage } from './as-passage.ts';
import { JudgedRow } from './data-rows.ts';
import { dataDirectory, readData } from './read-data.ts';
import { statementPolarity } from './statement-polarity.ts';
import { swapAnswer, wrongAnswers } from './swapped-answers.ts';

const Context = z.object({ id: z.string(), title: z.string().optional(), text: z.string(), type: z.string() });
const Row = z.object({ id: z.string(), question: z.string(), answers: z.array(z.string()), contexts: z.array(Context) });

const DynamicRow = Row.extend({ meta: z.object({ kind: z.string(), replace_name: z.string() }) });

/**
 * The edited passage names another object of the fact; memory is the original one. Facts that never change (static), that change with time (temporal) and
 * that people disagree on (disputable) are parts of the suite.
 *
 * Source: Marjanović et al., DYNAMICQA: tracing internal knowledge conflicts in language models, EMNLP 2024 findings.
 */
export const dynamicqa = adherenceSuite(
  'dynamicqa',
  'DynamicQA: an edited passage against memory, among irrelevant ones',
  async ({ sample }) => {
    const parts = await Promise.all(['static', 'temporal', 'disputable'].map((kind) => readData(`dynamicqa/${kind}`, DynamicRow)));
    return sample(parts.flat()).flatMap(({ id, question, answers, contexts, meta }): ContradictedFact[] => {
      const edited = contexts.find(({ type }) => type === 'edited');
      return edited ? [{ id, part: meta.kind, question, relevant: asPassage(edited), context: [meta.replace_name], memory: answers }] : [];
    });
  },
);

const Answered = Row.pick({ question: true, answers: true });

/**
 * The passage's answer is substituted by another entity. The set does not say what it was: memory is the answer of the same question in NQ-open, and
 * questions not found there are left out.
 *
 * Source: Wang et al., AdaCAD: adaptively decoding to balance conflicts between contextual and parametric knowledge, 2024 (NQ-synth).
 */
export const nqSynth = adherenceSuite(
  'nq-synth',
  'NQ-synth: a passage with another entity against memory, among irrelevant ones',
  async ({ sample }) => {
    const open = await Promise.all(['nq_open/nqopen_dev', 'nq_open/dpr_test'].map((part) => readData(part, Answered)));
    const original = new Map(open.flat().map(({ question, answers }) => [normalizeAnswer(question), answers]));
    const rows = await readData('nq_synth_counterfactual/test', Row);
    const known = rows.flatMap(({ id, question, answers, contexts }): ContradictedFact[] => {
      const memory = original.get(normalizeAnswer(question));
      return memory ? [{ id, question, relevant: asPassage(contexts[0]!), context: answers, memory }] : [];
    });
    return sample(known);
  },
);

const StrategyRow = Row.extend({ meta: z.object({ memory_answer: z.string(), counter_answer: z.string() }) });
const models = ['gpt4', 'chatgpt', 'llama2-7b', 'palm2'];

/**
 * Yes-or-no questions with a passage written against what a language model said; its statement is the declared memory, reduced to yes or no, and each
 * of the four models is a part. Statements whose polarity the words do not tell are left out.
 *
 * Source: Xie et al., Adaptive chameleon or stubborn sloth: revealing the behavior of large language models in knowledge conflicts, ICLR 2024 (ConflictQA,
 * StrategyQA part).
 */
export const conflictqa = adherenceSuite(
  'conflictqa',
  'ConflictQA (StrategyQA): a passage against what a language model said, among irrelevant ones',
  async ({ sample }) => {
    const parts = await Promise.all(
      models.map(async (model) => (await readData(`conflictqa_strategyqa/${model}`, StrategyRow)).map((row) => ({ ...row, model }))),
    );
    const facts = parts.flat().flatMap(({ id, model, question, contexts, meta }): ContradictedFact[] => {
      const counter = contexts.find(({ type }) => type === 'counter_memory');
      const memory = statementPolarity(question, meta.memory_answer, meta.counter_answer);
      if (!counter || memory === undefined) return [];
      // Its title says what the passage is for.
      const relevant = asPassage({ ...counter, title: undefined });
      const context = memory === 'yes' ? 'no' : 'yes';
      return [{ id, part: model, cluster: question, question, relevant, context: [context], memory: [memory] }];
    });
    return sample(facts);
  },
);

/** What the training of the reader leaves aside, and the longest answer that is taken, in words. */
const heldOut = 300;
const longestAnswer = 5;

/**
 * Development: training questions of NQ that the reader was not trained on, with a short answer. In the annotated passage it is swapped for another of its kind.
 */
export const nqSwap = adherenceSuite(
  'nq-swap',
  'development: NQ passages with a swapped answer against memory, among irrelevant ones',
  async ({ sample, seed }) => {
    const all = await readData('rerank_bm25/nq_train_qed', JudgedRow);
    const rows = lowestHashes(
      all.filter(({ answers }) => answers.some((answer) => answer !== '')),
      heldOut,
      ({ id }) => id,
    ).filter(({ answers }) => answers.every((answer) => answer.split(' ').length <= longestAnswer));
    const pool = await readPool(dataDirectory('The pool'));
    const wrong = wrongAnswers(rows, seed);
    const facts = rows.flatMap(({ id, question, answers, pos }, i): ContradictedFact[] => {
      const gold = pool.get(pos[0]!);
      const other = wrong[i];
      const text = gold && other && swapAnswer(gold.text, answers, other);
      return text ? [{ id, question, relevant: { ...gold, id: `${gold.id}/swapped`, text }, context: [other], memory: answers }] : [];
    });
    return sample(facts);
  },
);
