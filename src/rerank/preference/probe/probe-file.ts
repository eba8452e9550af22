import { AccordError } from '../../../errors.ts';
import { openResumableRows } from '../../train/resumable-rows.ts';
import { readPreferenceRecords } from '../read-records.ts';
import { refuseRepeatedIds } from '../refuse-repeated-ids.ts';
import { emptyProbeReport, type ProbeParts, type ProbeReport, type ProbeRunOptions, probe } from './probe.ts';
import { type ProbeOptions, parseProbeOptions } from './probe-options.ts';
import type { ProbeQuestion } from './probe-question-row.ts';

export interface ProbeFileOptions extends Omit<ProbeRunOptions, 'report' | 'total' | 'skip'> {
  questions: readonly ProbeQuestion[];
  /** Where the records go. */
  out: string;
  options?: ProbeOptions | undefined;
  /** What else the records depend on, the content of the store for one. */
  settings?: Record<string, unknown> | undefined;
  /** Drops what an interrupted run has left instead of going on with it. */
  restart?: boolean | undefined;
  /** Finishes the file although questions failed, which are then left out. */
  skipFailed?: boolean | undefined;
}

export interface ProbeFileReport extends ProbeReport {
  /** Questions of an interrupted run that were kept; the counts are of the others. */
  kept: number;
}

/**
 * Probes and writes the records to a file, those of a question together. Interrupted, or where questions failed, it leaves `OUT.partial`, and the
 * next run with the same questions and options goes on from there.
 *
 * @throws AccordError as {@link probe}; `network` when questions failed; `invalid-input` for rows of other settings or ids that occur twice;
 * `unreadable-file`, `disk-full`
 */
export async function probeFile(
  parts: ProbeParts,
  { questions, out, options = {}, settings = {}, restart, skipFailed = false, ...run }: ProbeFileOptions,
): Promise<ProbeFileReport> {
  refuseRepeatedIds(questions);
  const { concurrency, ...parsed } = parseProbeOptions(options);
  const { reader, reranker } = parts;
  const whole = { ...settings, reader: reader.id, promptHash: reader.promptHash, reranker: reranker?.id, ...parsed };
  const file = await openResumableRows(out, whole, restart);
  const report = emptyProbeReport();
  try {
    const done = file.rows > 0 ? await probedPassages(file.path) : new Map<string, Set<string>>();
    // Records of a question are written together, but a kill can cut that short: what is missing of the last one is probed.
    const last = [...done.keys()].at(-1);
    const left = questions.filter(({ id }) => !done.has(id) || id === last);
    const kept = questions.length - left.length;
    const skip = ({ id }: ProbeQuestion) => done.get(id) ?? new Set<string>();
    for await (const { records } of probe(left, parts, { ...parsed, concurrency }, { ...run, report, total: left.length, skip })) {
      if (records.length > 0) await file.append(...records);
    }
    const [failed] = report.failed;
    if (failed && !skipFailed) throw incomplete(file.path, report.failed.length, questions.length, failed.error);
    await file.finish();
    return { ...report, kept };
  } finally {
    await file.close();
  }
}

/** Ids of the probed passages by question, in the order of the file. */
async function probedPassages(path: string): Promise<Map<string, Set<string>>> {
  const probed = new Map<string, Set<string>>();
  for await (const { question, passage } of readPreferenceRecords(path)) {
    const passages = probed.get(question.id) ?? new Set();
    probed.set(question.id, passages.add(passage.id));
  }
  return probed;
}

function incomplete(path: string, failed: number, questions: number, cause: AccordError): AccordError {
  return new AccordError(
    'network',
    `${failed} of ${questions} questions could not be probed: ${cause.message}`,
    `The others are in ${path}. Run it again, and only these are asked; or leave them out with --skip-failed (option skipFailed).`,
    { cause },
  );
}
