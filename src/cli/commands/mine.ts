import { Command } from 'commander';
import type { AccordError } from '../../errors.ts';
import type { MineFileReport } from '../../rerank/train/mine-file.ts';
import { MineOptions } from '../../rerank/train/mine-options.ts';
import { questionBlindLimit } from '../../rerank/train/question-blind.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { note, print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';
import { oneLine } from '../snippet.ts';

interface MineFlags {
  out: string;
  skipInvalid?: boolean;
  restart?: boolean;
  json?: boolean;
}

/** Of the errors of invalid rows so many are shown. */
const shownErrors = 5;

export function mineCommand(): Command {
  const command = new Command('mine')
    .description(
      'Add negatives to questions: passages of the store that are found for a question and do not answer it. Each line of QUESTIONS is ' +
        '{"question", "positives": [{"id"} or {"title"?, "text"}], "answers"?: ["…"], "id"?, "negatives"?}; passages that hold one of the answers, or are ' +
        'near duplicates of a positive, are left out. After Ctrl-C the next run goes on. At the end a classifier that never sees the questions is ' +
        `trained on the passages: where it tells right from wrong with an AUC above ${questionBlindLimit}, so would a reranker.`,
    )
    .argument('<questions>', 'JSON Lines, also .gz')
    .requiredOption('--out <file>', 'where the training rows go');
  schemaOptions(command, MineOptions);
  command
    .option('--skip-invalid', 'leave invalid rows out and count them instead of stopping')
    .option('--restart', 'drop what an interrupted run has left')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'embedder']);
  examples(command, [
    ['rag mine questions.jsonl --out rows.jsonl', '8 negatives a question, half of them from its own source'],
    ['rag mine questions.jsonl --out rows.jsonl --negatives 16 --random 0.25'],
    ['rag mine clicks.jsonl --out rows.jsonl --min-rank 5 --max-share 0.95', 'where other right passages may be unlabelled'],
  ]);
  return command.action(async (questions: string, flags: MineFlags) => {
    const { mineFile } = await import('../../rerank/train/mine-file.ts');
    const config = configOf(command);
    const options = schemaValues(command, MineOptions);
    const embedder = options.mode === 'bm25' ? null : await configuredEmbedder(config);
    const onProgress = progressLine();
    const invalid: AccordError[] = [];
    const report = await withStore(config, { embedder, readOnly: true }, (store) =>
      mineFile(store, {
        questions,
        out: flags.out,
        options,
        restart: flags.restart ?? false,
        ...(flags.skipInvalid && { onInvalid: (error: AccordError) => invalid.push(error) }),
        signal: signalOf(command),
        onProgress,
      }),
    ).finally(() => onProgress.end());
    if (flags.json) {
      printJson({ out: flags.out, ...report, invalid: invalid.length });
      return;
    }
    for (const { message } of invalid.slice(0, shownErrors)) note(`skipped: ${oneLine(message)}`);
    for (const warning of warnings(report)) note(`warning: ${warning}`);
    print(renderMining(flags.out, report, invalid.length));
  });
}

function warnings({ negatives, questions, short, questionBlind: { words, form } }: MineFileReport): string[] {
  const found: string[] = [];
  if (short > 0)
    found.push(`${short} of ${questions} questions got fewer negatives than asked for: the store has too few other passages for them.`);
  if (negatives.hard > 0 && negatives['same-source'] === 0)
    found.push('no negative is of the same source: the positives have no metadata field "source" in the store.');
  const cue = (what: string) =>
    `without the question, ${what} tells positives from negatives (AUC above ${questionBlindLimit}): mine more of the same source.`;
  if (words > questionBlindLimit) found.push(cue('wording'));
  if (form > questionBlindLimit) found.push(cue('length, punctuation or a missing title'));
  return found;
}

function renderMining(out: string, { questions, kept, negatives, leftOut, questionBlind }: MineFileReport, invalid: number): string {
  const { words, form } = questionBlind;
  const rows = [
    `${questions} questions`,
    ...(kept > 0 ? [`${kept} of an earlier run`] : []),
    ...(invalid > 0 ? [`${invalid} invalid rows left out`] : []),
  ];
  return [
    `${out}: ${rows.join(', ')}`,
    `negatives: ${negatives.hard} hard, ${negatives['same-source']} of the same source, ${negatives.random} random`,
    `left out, as they may be right: ${leftOut['holds-answer']} hold an answer, ${leftOut['near-duplicate']} near duplicates, ${leftOut.positive} positives`,
    `question-blind AUC: ${auc(words)} by words, ${auc(form)} by form`,
  ].join('\n');
}

const auc = (area: number): string => (Number.isNaN(area) ? '–' : area.toFixed(3));
