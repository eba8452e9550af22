import { hash } from 'node:crypto';
import type { Passage } from '../../../passage.ts';
import { contentHash, recordVersion, type UserRecord } from '../record.ts';
import type { LoggedFeedback } from './feedback-log.ts';

export interface FeedbackRecords {
  records: UserRecord[];
  /** Records of passages that are gone from the store, or have changed: they have no text, and can not be trained on. */
  withoutText: number;
}

/**
 * Feedback as preference records, contradictory ones with both sides. Questions with the same words are the same question.
 *
 * @param get looks up passages, whose texts the log does not keep
 */
export async function feedbackRecords(
  entries: readonly LoggedFeedback[],
  get: (ids: string[]) => Promise<Passage[]>,
): Promise<FeedbackRecords> {
  const stored = new Map((await get([...new Set(entries.map(({ passageId }) => passageId))])).map((passage) => [passage.id, passage]));
  const records = entries.map((entry): UserRecord => {
    const { question, passageId, contentHash: content, rank, helpful, reader, answerId, answer, at } = entry;
    const found = stored.get(passageId);
    const passage = found && contentHash(found) === content ? found : undefined;
    return {
      schemaVersion: recordVersion,
      question: { id: hash('sha256', question).slice(0, 16), text: question, answers: [] },
      passage: {
        id: passageId,
        ...(passage && { ...(passage.title !== undefined && { title: passage.title }), text: passage.text }),
        contentHash: content,
        rank,
      },
      degree: helpful ? 1 : -1,
      degreeUnit: 'verdict',
      reader,
      signal: 'user',
      outcomes: [{ helpful, answerId, answer, at }],
    };
  });
  return { records, withoutText: records.filter(({ passage }) => passage.text === undefined).length };
}
