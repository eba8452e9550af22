import type { Answer } from '../../../answer.ts';
import { AccordError } from '../../../errors.ts';
import { parseIsoDate } from '../../../retrieval/iso-date.ts';
import { Database } from '../../../sqlite/database.ts';
import { contentHash } from '../record.ts';
import type { Feedback, FeedbackLog, FeedbackReceipt, LoggedFeedback } from './feedback-log.ts';

export interface FeedbackLogOptions {
  /** The oldest answers beyond so many are forgotten; feedback on them stays. Default 10,000. */
  maxAnswers?: number | undefined;
}

/** Feedback repeats what it needs of its answer, which is forgotten before it. */
const schema = `
  CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, question TEXT NOT NULL, answer TEXT NOT NULL, reader TEXT NOT NULL, passages TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, answer_id TEXT NOT NULL, passage_id TEXT NOT NULL, helpful INTEGER NOT NULL, at TEXT NOT NULL,
    question TEXT NOT NULL, answer TEXT NOT NULL, reader TEXT NOT NULL, content_hash TEXT NOT NULL, rank INTEGER NOT NULL,
    UNIQUE (answer_id, passage_id, helpful)
  );`;

interface AnswerRow {
  question: string;
  answer: string;
  reader: string;
  passages: string;
}

interface FeedbackRow extends Omit<AnswerRow, 'passages'> {
  answer_id: string;
  passage_id: string;
  helpful: number;
  at: string;
  content_hash: string;
  rank: number;
}

/**
 * Opens the SQLite file that keeps answers and feedback, and makes it where there is none. Of an answer it keeps the question, the text, and which
 * passages it had, not their texts.
 *
 * @throws AccordError `unreadable-file`, `store-corrupt`, `store-locked`, `disk-full`, on use too
 * @example
 * const feedback = await openFeedbackLog('rag.sqlite.feedback');
 * const pipeline = createPipeline({ store, reader, feedback });
 */
export async function openFeedbackLog(file: string, { maxAnswers = 10_000 }: FeedbackLogOptions = {}): Promise<FeedbackLog> {
  const database = await Database.open(file);
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
  } catch (error) {
    database.close();
    throw error;
  }
  const addAll = (given: readonly Feedback[]): FeedbackReceipt[] =>
    database.transaction('immediate', () => given.map((feedback) => addOne(database, feedback)));
  return {
    async remember({ id, question, text, passages, trace }) {
      database.transaction('immediate', () => {
        const values = [id, question, text, trace.reader, JSON.stringify(passageHashes(passages))];
        database.run(
          'INSERT OR REPLACE INTO answer (id, question, answer, reader, passages) VALUES (?, ?, ?, ?, ?)',
          ...values.map(withoutNul),
        );
        database.run('DELETE FROM answer WHERE number <= (SELECT max(number) FROM answer) - ?', maxAnswers);
      });
    },
    add: async (feedback) => addAll([feedback])[0]!,
    addAll: async (given) => addAll(given),
    entries: async () => database.all<FeedbackRow>('SELECT * FROM feedback ORDER BY number').map(fromRow),
    close: async () => database.close(),
  };
}

const passageHashes = (passages: Answer['passages']): [id: string, hash: string][] =>
  passages.map(({ passage }) => [passage.id, contentHash(passage)]);

/** SQLite ends a text there. */
const withoutNul = (text: string): string => text.replaceAll('\0', ' ');

function addOne(database: Database, { answerId, passageId, helpful, at = new Date().toISOString() }: Feedback): FeedbackReceipt {
  const time = parseIsoDate(at);
  if (time === undefined) throw new AccordError('invalid-input', `"${at}" is no ISO 8601 date.`, 'Write the time as 2026-05-31T12:00:00Z.');
  const known = database.get<AnswerRow>('SELECT question, answer, reader, passages FROM answer WHERE id = ?', answerId);
  if (!known) {
    throw new AccordError(
      'not-found',
      `No answer "${answerId}" is remembered.`,
      'Give the id that came with the answer; only the latest answers of this very log are remembered.',
    );
  }
  const passages = JSON.parse(known.passages) as [id: string, hash: string][];
  const index = passages.findIndex(([id]) => id === passageId);
  if (index < 0) {
    const some = passages.slice(0, 3).map(([id]) => `"${id}"`);
    throw new AccordError(
      'not-found',
      `The answer "${answerId}" had no passage "${passageId}".`,
      some.length > 0 ? `Its passages are ${some.join(', ')}${passages.length > some.length ? ', …' : ''}.` : 'It had none at all.',
    );
  }
  const { question, answer, reader } = known;
  const changes = database.run(
    'INSERT OR IGNORE INTO feedback (answer_id, passage_id, helpful, at, question, answer, reader, content_hash, rank) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    answerId,
    passageId,
    Number(helpful),
    new Date(time).toISOString(),
    question,
    answer,
    reader,
    passages[index]![1],
    index + 1,
  );
  const { sides } = database.get<{ sides: number }>(
    'SELECT count(*) AS sides FROM feedback WHERE answer_id = ? AND passage_id = ?',
    answerId,
    passageId,
  )!;
  return { added: changes > 0, contradictory: sides > 1 };
}

function fromRow({ answer_id, passage_id, helpful, at, question, answer, reader, content_hash, rank }: FeedbackRow): LoggedFeedback {
  return {
    answerId: answer_id,
    passageId: passage_id,
    helpful: helpful === 1,
    at,
    question,
    answer,
    reader,
    contentHash: content_hash,
    rank,
  };
}
