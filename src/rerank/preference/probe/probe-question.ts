import type { ScoredPassage } from '../../../passage.ts';
import { addUsage, type ModelUsage, noUsage } from '../../../reader/model-usage.ts';
import { degreeOfOutcomes } from '../degree.ts';
import { contentHash, type ProbeOutcome, type ProbeRecord, recordVersion } from '../record.ts';
import type { AskedReader } from './asked-reader.ts';
import { companions } from './companions.ts';
import { type ProbeSettings, probedRanks } from './probe-options.ts';
import type { ProbeQuestion } from './probe-question-row.ts';
import { type QuestionReadings, questionReadings } from './question-readings.ts';

/**
 * One record for each probed place of a question's list.
 *
 * @param list passages, best first
 * @param skip ids of passages that are already probed
 */
export async function probeQuestion(
  question: ProbeQuestion,
  list: readonly ScoredPassage[],
  asked: AskedReader,
  settings: ProbeSettings,
  skip: ReadonlySet<string> = new Set(),
): Promise<ProbeRecord[]> {
  const probed = probedRanks(settings).filter((rank) => rank <= list.length && !skip.has(list[rank - 1]!.passage.id));
  const needed = new Set([...Array.from({ length: settings.k }, (_, i) => i), ...probed.map((rank) => rank - 1)]);
  let usage: ModelUsage | undefined;
  const readings = questionReadings(asked, {
    text: question.question,
    answers: question.answers,
    passages: list.filter((_, i) => needed.has(i)),
    withLikelihood: settings.likelihood,
    onUsage: (more) => {
      usage = addUsage(usage ?? noUsage(), more);
    },
  });
  const records = await Promise.all(probed.map((rank) => probeRank(question, list, rank, readings, asked, settings)));
  return records.map((record, i) => (i === 0 && usage ? { ...record, usage } : record));
}

async function probeRank(
  { id, question, answers }: ProbeQuestion,
  list: readonly ScoredPassage[],
  rank: number,
  readings: QuestionReadings,
  { reader }: AskedReader,
  settings: ProbeSettings,
): Promise<ProbeRecord> {
  const { passage, scores } = list[rank - 1]!;
  const outcomes = await Promise.all(
    Array.from({ length: settings.repeats }, (_, repetition) =>
      probeOnce(list, rank - 1, readings, { ...settings, question: id, repetition }),
    ),
  );
  const { degree, unit } = degreeOfOutcomes(outcomes);
  return {
    schemaVersion: recordVersion,
    question: { id, text: question, answers },
    passage: {
      id: passage.id,
      ...(passage.title !== undefined && { title: passage.title }),
      ...(settings.texts && { text: passage.text }),
      contentHash: contentHash(passage),
      rank,
      scores,
    },
    degree,
    degreeUnit: unit,
    reader: reader.id,
    ...(reader.promptHash !== undefined && { promptHash: reader.promptHash }),
    signal: 'probe',
    baseline: settings.baseline,
    round: settings.round,
    context: settings.baseline === 'closed-book' ? 0 : Math.min(settings.k, list.length) - (rank <= settings.k ? 1 : 0),
    outcomes,
  };
}

/** The reader without, and with, the passage at an index of the list. */
async function probeOnce(
  list: readonly ScoredPassage[],
  index: number,
  readings: QuestionReadings,
  { baseline, k, seed, question, repetition }: ProbeSettings & { question: string; repetition: number },
): Promise<ProbeOutcome> {
  const draw = repetition === 0 ? undefined : repetition;
  if (baseline === 'closed-book') {
    const [before, after] = await Promise.all([readings.closedBook(draw), readings.read([list[index]!], draw)]);
    return { before, after };
  }
  const { read, order } = companions(list.length, { k, seed, question, repetition });
  const others = new Set(read.filter((other) => other !== index));
  const passages = (wanted: (i: number) => boolean) => order.filter(wanted).map((i) => list[i]!);
  const [before, after] = await Promise.all([
    readings.read(
      passages((i) => others.has(i)),
      draw,
    ),
    readings.read(
      passages((i) => others.has(i) || i === index),
      draw,
    ),
  ]);
  return { before, after };
}
