import { Command } from 'commander';
import type { RerankerComparison } from '../../../eval/compare-rerankers.ts';
import { ComparisonOptions } from '../../../eval/comparison-options.ts';
import { examples } from '../examples.ts';
import { formatTable, print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';
import { warnQuestionBlind } from '../warn-question-blind.ts';

export function evalRerankerCommand(): Command {
  const command = new Command('eval-reranker')
    .description(
      `Rank the passages of held-out questions with a model and compare it with the first stage's order and with another model.

DATA is a file of JSON lines: {id, question, answers, positives, candidates: [{id, title, text, scores, ranks, label, holdsAnswer}]} holds
what a first stage found; so do preference records, as "rag probe" writes them: right is what helped the reader. Rows to train on, {question, positives: [{text}],
negatives: [{text}]}, serve as well, without a first stage.`,
    )
    .argument('<data>', 'JSON Lines, also .gz')
    .requiredOption('--model <directory>', 'the model to evaluate');
  schemaOptions(command, ComparisonOptions)
    .option('--json', 'print only JSON: means, 95 % intervals, differences with p-values')
    .action(async (data: string, { model, json }: { model: string; json?: boolean }) => {
      const options = schemaValues(command, ComparisonOptions);
      const { compareRerankers } = await import('../../../eval/compare-rerankers.ts');
      const onProgress = progressLine();
      const report = await compareRerankers(data, model, options, { signal: signalOf(command), onProgress }).finally(() =>
        onProgress.end(),
      );
      warnQuestionBlind(report.systems.find(({ system }) => system === 'model')!.auc, report.questions);
      if (json) printJson(report);
      else print(comparisonTable(report));
    });
  return examples(command, [
    ['rag eval-reranker heldout.jsonl --model my-model', 'against the first stage and the shipped model'],
    ['rag eval-reranker heldout-preferences.jsonl --model my-model', 'by what helped the reader'],
    ['rag eval-reranker heldout.jsonl --model my-model --against other-model --json', 'two models, for programs'],
  ]);
}

function comparisonTable({ data, questions, depth, seed, systems, differences }: RerankerComparison): string {
  const value = (name: string, { metrics, intervals }: RerankerComparison['systems'][number]): string => {
    const interval = intervals[name];
    return interval ? `${metrics[name]!.toFixed(3)}  [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]` : 'no value';
  };
  const auc = (title: string, which: 'ownQuestion' | 'otherQuestion') => [
    title,
    ...systems.map((report) => report.auc?.[which].toFixed(3) ?? ''),
  ];
  const tables = [
    `${data}: ${questions} questions, up to ${depth} passages each, seed ${seed}`,
    ...systems.flatMap(({ system, reranker }) => (reranker === null || system === 'model, logit alone' ? [] : [`${system}: ${reranker}`])),
    '',
    formatTable(
      [{ header: '' }, ...systems.map(({ system }) => ({ header: system }))],
      [
        ...Object.keys(systems[0]!.metrics).map((name) => [name, ...systems.map((report) => value(name, report))]),
        auc('AUC, own question', 'ownQuestion'),
        auc('AUC, other question', 'otherQuestion'),
      ],
    ),
  ];
  if (differences.length > 0) tables.push('', differenceTable(differences));
  return tables.join('\n');
}

function differenceTable(differences: RerankerComparison['differences']): string {
  return formatTable(
    [{ header: 'Difference' }, { header: '' }, { header: 'mean', align: 'right' }, { header: 'p', align: 'right' }],
    differences.map(({ system, from, measure, difference, pValue }) => [
      measure,
      `${system} − ${from}`,
      `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`,
      pValue.toFixed(4),
    ]),
  );
}
