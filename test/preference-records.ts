import { degreeOf } from '../src/rerank/preference/degree.ts';
import { contentHash, type PreferenceRecord, type ProbeRecord } from '../src/rerank/preference/record.ts';
import { scoreAnswer } from '../src/rerank/preference/relabel.ts';

export interface ProbeFixture {
  question?: string;
  passage?: string;
  answers?: string[];
  /** The reader's answers before and after, one pair for each repetition. */
  outcomes: [before: string, after: string][];
  /** Log-probabilities a token before and after. */
  likelihoods?: [before: number, after: number];
  changes?: Partial<ProbeRecord>;
}

/** A record of a probe as the reader's answers make it. */
export function probeRecord({
  question = 'q1',
  passage = 'p1',
  answers = ['1969'],
  outcomes,
  likelihoods,
  changes,
}: ProbeFixture): ProbeRecord {
  const reading = (answer: string, logprob: number | undefined) => ({
    ...scoreAnswer(answer, answers),
    ...(logprob !== undefined && { likelihood: { answer: answers[0]!, logprob: logprob * 4, tokens: 4 } }),
  });
  const text = `Text of ${passage}.`;
  const record: ProbeRecord = {
    schemaVersion: 1,
    question: { id: question, text: `Question ${question}?`, answers },
    passage: { id: passage, title: 'Title', text, contentHash: contentHash({ title: 'Title', text }), rank: 1 },
    degree: 0,
    degreeUnit: 'answer',
    reader: 'scripted',
    signal: 'probe',
    baseline: 'without-this-passage',
    round: 1,
    context: 4,
    outcomes: outcomes.map(([before, after]) => ({ before: reading(before, likelihoods?.[0]), after: reading(after, likelihoods?.[1]) })),
    ...changes,
  };
  const { degree, unit } = degreeOf(record);
  return { ...record, degree, degreeUnit: unit };
}

/** A person's thumb, up or down. */
export function userRecord(helpful: boolean, { passage = 'p1', question = 'q1' } = {}): PreferenceRecord {
  const { question: asked, passage: shown } = probeRecord({ question, passage, outcomes: [['', '']] });
  return {
    schemaVersion: 1,
    question: { ...asked, answers: [] },
    passage: shown,
    degree: helpful ? 1 : -1,
    degreeUnit: 'verdict',
    reader: 'scripted',
    signal: 'user',
    outcomes: [{ helpful, answerId: 'a1', answer: '1969', at: '2026-01-01T00:00:00.000Z' }],
  };
}
