import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { AccordError } from '../../errors.ts';
import type { ScoredPassage } from '../../passage.ts';
import type { JudgedQuestion } from '../../rerank/llm-judge/judge-records.ts';
import { JudgeOptions } from '../../rerank/llm-judge/options.ts';
import type { JudgeRow } from '../../rerank/llm-judge/read-judge-rows.ts';
import type { ResumableRows } from '../../rerank/train/resumable-rows.ts';
import type { PassageStore } from '../../retrieval/store/store.ts';
import { llmKeys } from '../config/llm-options.ts';
import { configOf, configOptions } from '../config/options.ts';
import type { Config } from '../config/schema.ts';
import { examples } from '../examples.ts';
import { openLlm } from '../open-llm.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { renderJudgement, renderJudgements } from '../render-judgement.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';

interface JudgeFlags {
  out?: string;
  records?: string;
  json?: boolean;
}

export function judgeCommand(): Command {
  const command = new Command('judge')
    .description(
      'Ask a language model which passages are of use for answering a question. The argument is a question, whose passages are found in the store, or a file of ' +
        '{"question", "id"?, "answers"?: ["…"], "passages"?: [{"id"?, "title"?, "text"}]} a line; rows without passages use the store, too. ' +
        'Replies are cached: an interrupted run asks nothing twice.',
    )
    .argument('<question>', 'a question, or JSON Lines, also .gz');
  schemaOptions(command, JudgeOptions)
    .option('--out <file>', 'write a JSON line for each question: verdicts, unread replies, cost')
    .option('--records <file>', 'write the verdicts as preference records, to train a reranker with')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'k', 'retriever', 'embedder', ...llmKeys]);
  examples(command, [
    ['rag judge "How long is the notice period?" --llm openai:gpt-5-mini'],
    ['rag judge rows.jsonl --form digit --llm openai:NAME --llm-base-url http://127.0.0.1:8080/v1 --records judged.jsonl'],
    ['rag judge rows.jsonl --form set --samples 9 --llm openai:NAME --out verdicts.jsonl', 'a vote over nine orders of the passages'],
  ]);
  return command.action(async (argument: string, flags: JudgeFlags) => {
    const config = configOf(command);
    const options = schemaValues(command, JudgeOptions);
    const signal = signalOf(command);
    const { llmJudge } = await import('../../rerank/llm-judge/llm-judge.ts');
    const { judgeRecords } = await import('../../rerank/llm-judge/judge-records.ts');
    const { judgePromptHash } = await import('../../rerank/llm-judge/prompts.ts');
    const { JudgementTally } = await import('../../rerank/llm-judge/summarize-judgements.ts');
    const judge = llmJudge({ model: await openLlm(config), ...options });
    const onProgress = progressLine();
    const outputs = await openOutputs(flags, { ...options, judge: judge.id, argument });
    const tally = new JudgementTally();
    const single = !existsSync(argument);
    const passagesOf = passageSource(config);
    try {
      const rows = single ? [{ question: { id: argument, text: argument }, passages: undefined }] : await allRows(argument, signal);
      for (const [done, { question, passages: given }] of rows.entries()) {
        const passages = given ?? (await passagesOf(question, signal));
        const inner = single ? onProgress : undefined;
        if (!single) onProgress({ stage: 'judge', done, total: rows.length });
        const judgement = await judge.judge(
          question.text,
          passages.map(({ passage }) => passage),
          { signal, onProgress: inner },
        );
        tally.add(judgement);
        await outputs.rows?.append({ id: question.id, question: question.text, ...judgement });
        for (const record of judgeRecords(question, passages, judgement, { id: judge.id, promptHash: judgePromptHash(options.form) })) {
          await outputs.records?.append(record);
        }
        if (!single) continue;
        onProgress.end();
        if (flags.json) printJson({ question: question.text, judge: judge.id, ...judgement });
        else print(renderJudgement(passages, judgement));
      }
      for (const file of [outputs.rows, outputs.records]) await file?.finish();
    } finally {
      onProgress.end();
    }
    if (single) return;
    if (flags.json) printJson({ judge: judge.id, options, ...tally.summary });
    else print(renderJudgements(tally.summary));
  });
}

async function allRows(path: string, signal: AbortSignal): Promise<JudgeRow[]> {
  const { readJudgeRows } = await import('../../rerank/llm-judge/read-judge-rows.ts');
  const rows: JudgeRow[] = [];
  for await (const row of readJudgeRows(path, { signal })) rows.push(row);
  return rows;
}

/** What an interrupted run has written is written anew: the replies come from the cache. */
async function openOutputs({ out, records }: JudgeFlags, settings: object): Promise<{ rows?: ResumableRows; records?: ResumableRows }> {
  const { openResumableRows } = await import('../../rerank/train/resumable-rows.ts');
  return {
    ...(out !== undefined && { rows: await openResumableRows(out, settings, true) }),
    ...(records !== undefined && { records: await openResumableRows(records, settings, true) }),
  };
}

/** Finds passages in the store, which is opened for each question that needs it. */
function passageSource(config: Config): (question: JudgedQuestion, signal: AbortSignal) => Promise<ScoredPassage[]> {
  return async ({ text }, signal) => {
    const embedder = config.retriever === 'bm25' ? null : await configuredEmbedder(config);
    const passages = await withStore(config, { embedder, readOnly: true }, (store: PassageStore) =>
      store.retrieve(text, { k: config.k, mode: config.retriever, signal }),
    );
    if (passages.length > 0) return passages;
    throw new AccordError(
      'invalid-input',
      `The store ${config.store} holds no passage for the question "${text}".`,
      'Give the passages in a file, or ingest documents.',
    );
  };
}
