import { Command } from 'commander';
import { z } from 'zod';
import { jsonLines, writeDurably } from '../../durable-write.ts';
import type { AccordError } from '../../errors.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { withNamedFeedbackLog } from '../open-feedback.ts';
import { withStore } from '../open-store.ts';
import { note, print, printJson } from '../output.ts';
import { signalOf } from '../run-program.ts';

const FeedbackRow = z.strictObject({
  answerId: z.string().min(1),
  passageId: z.string().min(1),
  helpful: z.boolean(),
  at: z.string().optional(),
});

export function feedbackCommand(): Command {
  return new Command('feedback').addCommand(importCommand()).addCommand(exportCommand());
}

function importCommand(): Command {
  const command = new Command('import')
    .summary('take in feedback')
    .description(
      'Take in feedback on answers of "rag ask" and "rag serve". Each line of FILE is {"answerId", "passageId", "helpful": true | false, "at"?: ISO 8601}. ' +
        'All of the file is taken, or nothing.',
    )
    .argument('<file>', 'JSON Lines, also .gz')
    .option('--skip-invalid', 'leave out rows that cannot be taken, and count them')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'feedback']);
  examples(command, [['rag feedback import thumbs.jsonl']]);
  return command.action(async (file: string, { skipInvalid, json }: { skipInvalid?: boolean; json?: boolean }) => {
    const { readRowsAs } = await import('../../rerank/train/read-rows.ts');
    const invalid: AccordError[] = [];
    const onInvalid = skipInvalid ? (error: AccordError) => invalid.push(error) : undefined;
    const receipts = await withNamedFeedbackLog(configOf(command), async (log) => {
      const rows: z.infer<typeof FeedbackRow>[] = [];
      for await (const row of readRowsAs(FeedbackRow, file, { ...(onInvalid && { onInvalid }), signal: signalOf(command) })) rows.push(row);
      if (!onInvalid) return log.addAll(rows);
      const added = [];
      for (const row of rows) {
        const receipt = await log.add(row).catch(onInvalid);
        if (typeof receipt === 'object') added.push(receipt);
      }
      return added;
    });
    const added = receipts.filter((receipt) => receipt.added).length;
    const contradictory = receipts.filter((receipt) => receipt.contradictory).length;
    const counts = { added, known: receipts.length - added, contradictory, invalid: invalid.length };
    for (const { message } of invalid.slice(0, 5)) note(`skipped: ${message}`);
    if (json) printJson(counts);
    else
      print(
        `${added} added, ${counts.known} known before, ${contradictory} contradict others (both sides are kept), ${invalid.length} left out`,
      );
  });
}

function exportCommand(): Command {
  const command = new Command('export')
    .summary('write feedback as preference records')
    .description(
      'Write all feedback as preference records, which "rag train reranker --preferences" reads. The store gives the texts of the passages.',
    )
    .requiredOption('--out <file>', 'where the records go')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'feedback']);
  examples(command, [['rag feedback export --out preferences.jsonl']]);
  return command.action(async ({ out, json }: { out: string; json?: boolean }) => {
    const { feedbackRecords } = await import('../../rerank/preference/feedback/feedback-records.ts');
    const config = configOf(command);
    const entries = await withNamedFeedbackLog(config, (log) => log.entries());
    const { records, withoutText } = await withStore(config, { embedder: null, readOnly: true }, (store) =>
      feedbackRecords(entries, (ids) => store.get(ids)),
    );
    await writeDurably(out, jsonLines(records));
    if (withoutText > 0) note(`warning: ${withoutText} passages are gone from the store or have changed; their records have no text.`);
    if (json) printJson({ out, records: records.length, withoutText });
    else print(`${out}: ${records.length} records`);
  });
}
