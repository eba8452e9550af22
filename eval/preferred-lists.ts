import { defined } from '../src/defined.ts';
import { AccordError } from '../src/errors.ts';
import { unscored } from '../src/passage.ts';
import { preferenceRows } from '../src/rerank/preference/preference-rows.ts';
import type { PreferenceRecord } from '../src/rerank/preference/record.ts';
import { isHelpful } from '../src/rerank/train/examples.ts';
import type { JudgedList } from './judged-lists.ts';

/**
 * Preference records as lists to rank, in the order that was probed: right is what helps, wrong what does not. Questions whose passages are all alike tell rerankers
 * apart no more than they train them, and are left out.
 *
 * @throws AccordError `invalid-input` where no question is left; `not-found` for records without texts
 */
export async function preferredLists(records: readonly PreferenceRecord[]): Promise<JudgedList[]> {
  const probed = new Map(records.map(({ question, passage }) => [`${question.id} ${passage.id}`, passage]));
  const { rows } = await preferenceRows(records);
  const lists = rows.map(({ id: questionId, question, passages }): JudgedList => {
    const ranked = passages
      .map((passage) => ({ ...passage, ...probed.get(`${questionId} ${passage.id}`) }))
      .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
    const ids = (helpful: boolean) => new Set(passages.flatMap(({ id, degree }) => (isHelpful(degree, 0) === helpful ? [id] : [])));
    return {
      question,
      passages: ranked.map(({ id, title, text, scores = {} }) => ({ ...unscored({ id, title, text: text! }), scores: defined(scores) })),
      right: ids(true),
      wrong: ids(false),
    };
  });
  const telling = lists.filter(({ right, wrong }) => right.size > 0 && wrong.size > 0);
  if (telling.length > 0) return telling;
  throw new AccordError(
    'invalid-input',
    `Of ${rows.length} probed questions none has a passage that helps and one that does not.`,
    'Probe more questions, or more passages of each (--top).',
  );
}
