import { saysNoAnswer } from './no-answer.ts';
import { tolerantJson } from './tolerant-json.ts';

/** What a model says, not yet checked against the passages. */
export interface StatedAnswer {
  answer: string;
  /** Numbers of passages, from 1. */
  passages: number[];
  quote: string;
}

const answerKeys = ['answer', 'response', 'result', 'value', 'text', 'final_answer'];
const quoteKeys = ['quote', 'evidence', 'sentence', 'span', 'support'];
const passageKeys = ['passage', 'passages', 'source', 'sources', 'citation', 'citations', 'passage_number', 'id'];

/** The answers of a structured reply, none where it abstains; null where it has no structure that could be read. */
export function parseAnswers(reply: string): StatedAnswer[] | null {
  const content = tolerantJson(reply);
  if (content === undefined) return null;
  const items = itemsOf(content);
  if (!items) return null;
  const unique = new Map(items.flatMap(toAnswer).map((stated) => [JSON.stringify(stated), stated]));
  return [...unique.values()];
}

/** What a reply in prose says: its first line, without "The answer is" and what else goes before. */
export function parseProse(reply: string): StatedAnswer[] {
  const line = reply.trim().split('\n')[0]!.trim();
  const passages = numbersIn([...line.matchAll(/\[[\d,\s]+\]|\bpassages? \d+/gi)].map(([mention]) => mention));
  const answer = clean(line.replaceAll(/\s*\[[\d,\s]+\]/g, '').replace(/^(?:the\s+)?(?:short\s+)?answer(?:\s+is|\s*:)?\s*:?\s*/i, ''));
  return saysNoAnswer(answer) ? [] : [{ answer, passages, quote: '' }];
}

function itemsOf(content: unknown): unknown[] | null {
  if (Array.isArray(content)) return content;
  const record = content as Record<string, unknown>;
  const list = record.answers ?? record.claims ?? record.results;
  if (Array.isArray(list)) return list;
  if (typeof list === 'object' && list !== null) return [list];
  return answerKeys.some((key) => key in record) ? [record] : null;
}

function toAnswer(item: unknown): StatedAnswer[] {
  const record: Record<string, unknown> = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : { answer: item };
  const answer = clean(textAt(record, answerKeys));
  if (saysNoAnswer(answer)) return [];
  const cited = passageKeys.map((key) => record[key]).find((value) => value !== undefined);
  return [{ answer, passages: numbersIn(cited), quote: textAt(record, quoteKeys).trim() }];
}

function textAt(record: Record<string, unknown>, keys: readonly string[]): string {
  const value = keys.map((key) => record[key]).find((found) => ['string', 'number', 'boolean'].includes(typeof found));
  return value === undefined ? '' : String(value);
}

/** From `1`, `"[1]"`, `"passage 1 and 2"`, `[1, 2]`. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return [...new Set(value.flatMap(numbersIn))];
  return typeof value === 'string'
    ? [...new Set([...value.matchAll(/(?<![\w.])\d{1,3}(?![\w.]\d)/g)].map(([digits]) => Number(digits)))]
    : [];
}

/** Without the quotation marks and the period around a short answer. */
function clean(answer: string): string {
  const trimmed = endlessRepetition(answer.trim().replaceAll(/\s+/g, ' ')).replace(/^["'“‘]+(.*?)["'”’]+\.?$/s, '$1');
  return /^[^.!?]{1,60}\.$/.test(trimmed) && !/\b(?:\p{Lu}|inc|ltd|co|jr|sr|st|dr)\.$/iu.test(trimmed) ? trimmed.slice(0, -1) : trimmed;
}

/** "the sea the sea the sea the sea …" → "the sea" */
function endlessRepetition(text: string): string {
  return text.replace(/(.{2,80}?)(?:\s*\1){3,}.*$/su, '$1').trim();
}
