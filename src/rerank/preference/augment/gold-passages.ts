import { unscored } from '../../../passage.ts';
import type { PassageStore } from '../../../retrieval/store/store.ts';
import { containsAnswer } from '../../../text/answer-match.ts';
import type { AugmentParts } from './augment-question.ts';
import type { AugmentRow } from './augment-row.ts';

/** So deep in the list of a question a passage that holds an answer still is one that answers it. */
const depth = 10;

/** Whether a row names passages that answer it with their text, so that no store is needed. */
export const hasGoldText = ({ positives = [] }: AugmentRow): boolean => positives.some(({ text }) => text?.trim());

/**
 * Finds the passages that answer a question: its positives; where these have no text, those of the store; where there are none, the first passage found for it
 * that holds a right answer.
 */
export function goldPassages(store?: Pick<PassageStore, 'get' | 'retrieve'>): AugmentParts['gold'] {
  return async (row, signal) => {
    const { id, question, answers = [], positives = [] } = row;
    if (hasGoldText(row)) {
      const given = positives.flatMap(({ text, ...rest }) => (text?.trim() ? [{ text, ...rest }] : []));
      return given.map(({ id: own, title, text }, i) => unscored({ id: own ?? `${id}#${i + 1}`, title, text }));
    }
    if (!store) return [];
    const ids = positives.flatMap((positive) => positive.id ?? []);
    if (ids.length > 0) return (await store.get(ids)).map((passage) => ({ passage, scores: {}, ranks: {} }));
    const found = await store.retrieve(question, { k: depth, signal });
    return found.filter(({ passage: { title, text } }) => containsAnswer(`${title ?? ''}\n${text}`, answers)).slice(0, 1);
  };
}
