/**
 * Which thresholds of the contradiction detector tell a paraphrase of a question from another question? The share of pairs that are kept, of paraphrases
 * (MQuAKE-hard: wordings of one case), of near misses (AmbigNQ: four fifths of the words shared, other answers) and of other questions.
 *
 * usage: RAG_DATA_DIR=… tsx eval/augment-study.ts [MODEL_DIR]    (default: models/minilm-nli)
 */
import { join } from 'node:path';
import { z } from 'zod';
import { findDataDirectory } from '../datasets/find-data.ts';
import { formatTable, print } from '../src/cli/output.ts';
import { nliJudge } from '../src/conflict/nli/nli-judge.ts';
import { AccordError } from '../src/errors.ts';
import { agreement } from '../src/rerank/preference/augment/filters.ts';
import { readRowsAs } from '../src/rerank/train/read-rows.ts';

const Row = z.object({
  question: z.string(),
  answers: z.array(z.string()),
  meta: z.object({ case_id: z.number().optional() }),
});
type Pair = readonly [string, string];

const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');

const cases = new Map<number, string[]>();
for await (const { question, meta } of readRowsAs(Row, join(directory, 'mquake_hard/test.jsonl.gz'))) {
  cases.set(meta.case_id!, [...(cases.get(meta.case_id!) ?? []), question]);
}
const paraphrases = [...cases.values()].flatMap(([a, b]): Pair[] => (a && b ? [[a, b]] : []));
const others = paraphrases.map(([a], i): Pair => [a, paraphrases[(i + 7) % paraphrases.length]![1]]);

const asked: { question: string; answers: string[]; words: Set<string> }[] = [];
for await (const { question, answers } of readRowsAs(Row, join(directory, 'ambignq/dev_qa_only.jsonl.gz'))) {
  asked.push({ question, answers, words: new Set(question.toLowerCase().match(/\w+/g)) });
}
const nearMisses = asked.flatMap((a, i) =>
  asked.slice(i + 1).flatMap((b): Pair[] => {
    const shared = [...a.words].filter((word) => b.words.has(word)).length;
    const isNear = shared >= 0.8 * Math.max(a.words.size, b.words.size) && a.question !== b.question;
    return isNear && !b.answers.some((answer) => a.answers.includes(answer)) ? [[a.question, b.question]] : [];
  }),
);

const judge = await nliJudge({ model: process.argv[2] ?? 'models/minilm-nli' });
const sets = { paraphrases, 'near misses': nearMisses, 'other questions': others };
const judged = await Promise.all(
  Object.values(sets).map((pairs) => Promise.all(pairs.map(([question, variant]) => agreement(judge, question, variant)))),
);
const rows = [0.05, 0.1, 0.2, 0.3, 0.5].flatMap((entailment) =>
  [0.3, 0.5, 0.7].map((contradiction) => [
    String(entailment),
    String(contradiction),
    ...judged.map((found) => {
      const kept = found.filter((each) => each.entailment >= entailment && each.contradiction < contradiction);
      return (kept.length / found.length).toFixed(2);
    }),
  ]),
);
const headers = ['entailment', 'contradiction', ...Object.entries(sets).map(([name, pairs]) => `${name} (${pairs.length})`)];
print(
  formatTable(
    headers.map((header) => ({ header, align: 'right' as const })),
    rows,
  ),
);
process.exit();
