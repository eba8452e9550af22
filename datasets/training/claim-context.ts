import type { NliRow } from '../../src/conflict/nli/nli-options.ts';
import { hashFraction, lowestHashes } from './hash-split.ts';

/** Words that may stand within a name, in lower case. */
const joining = new Set([
  'of',
  'the',
  'and',
  '&',
  'in',
  'at',
  'on',
  'for',
  'to',
  'a',
  'an',
  'de',
  'del',
  'la',
  'le',
  'von',
  'van',
  'der',
  'di',
]);
const isName = (word: string): boolean => /^["'(]*[\p{Lu}\p{N}]/u.test(word) || word.startsWith('(');

/** What a claim is about: the name that it begins with, "Miracle at St. Anna" or "Poppy (singer)". Undefined where it begins with none. */
export function subjectOf(claim: string): string | undefined {
  const words = claim.replace(/[.?!]$/, '').split(/\s+/);
  let end = 0;
  for (let i = 0; i < words.length; i++) {
    // A bracket opened within the name is part of it.
    const open = words.slice(0, i).join(' ');
    const inBrackets = open.lastIndexOf('(') > open.lastIndexOf(')');
    if (isName(words[i]!) || inBrackets) end = i + 1;
    else if (!joining.has(words[i]!)) break;
  }
  const subject = words
    .slice(0, end)
    .join(' ')
    .replace(/['’]s?$|,$/u, '');
  const names = subject.length > 2 && !joining.has(subject.toLowerCase()) && subject !== 'There';
  return names && end < words.length ? subject : undefined;
}

/** A claim on evidence; `single` where that is one sentence. */
export type ClaimRow = NliRow & { single: boolean };

/** Evidence sentences by what the claims on them are about. */
export class ClaimContext {
  readonly #sentences = new Map<string, Set<string>>();

  /** @param rows claims on evidence; of premises of several sentences nothing is taken, as they may come from several articles */
  constructor(rows: readonly ClaimRow[]) {
    for (const { premise, hypothesis, single } of rows) {
      const subject = single ? subjectOf(hypothesis) : undefined;
      if (subject === undefined) continue;
      const key = subject.toLowerCase();
      const sentences = this.#sentences.get(key) ?? new Set();
      this.#sentences.set(key, sentences.add(premise));
    }
  }

  /** Up to `count` sentences of the evidence of other claims on the same subject, drawn by the row's id; those that share few words with the claim. */
  others({ id, hypothesis, premise }: NliRow, count: number, sharedAtMost = 1): string[] {
    const subject = subjectOf(hypothesis)?.toLowerCase();
    const sentences = [...(this.#sentences.get(subject ?? '') ?? [])].filter(
      (sentence) => !premise.includes(sentence) && sharedWords(hypothesis, sentence, subject!) <= sharedAtMost,
    );
    return lowestHashes(sentences, count, (sentence) => `${id} ${sentence}`);
  }

  /** The premise among other sentences on the subject, about half of the time; its title before it where its beginning does not name it. */
  surround(row: NliRow): NliRow {
    const draw = hashFraction(`surround ${row.id}`);
    const others = draw < 0.4 ? [] : this.others(row, draw < 0.65 ? 1 : draw < 0.85 ? 2 : 3, 0.34);
    const before = Math.floor(hashFraction(`before ${row.id}`) * (others.length + 1));
    return { ...row, premise: titled(row.hypothesis, [...others.slice(0, before), row.premise, ...others.slice(before)]) };
  }

  /**
   * A claim against other sentences on its subject, which leave it open: its own evidence, if it has any, is not among them. Undefined where
   * there are none.
   */
  open(row: NliRow, sharedAtMost = 1): NliRow | undefined {
    const draw = hashFraction(`open ${row.id}`);
    const sentences = this.others(row, draw < 0.45 ? 1 : draw < 0.75 ? 2 : draw < 0.9 ? 3 : 4, sharedAtMost);
    return sentences.length === 0
      ? undefined
      : { ...row, id: `${row.id}-open`, label: 'neutral', premise: titled(row.hypothesis, sentences) };
  }
}

/** Sentences of one article as a text: the one that names the subject first, else the subject's name before them all. */
function titled(claim: string, sentences: readonly string[]): string {
  const subject = subjectOf(claim);
  const ended = sentences.map((sentence) => (/[.?!"”]$/u.test(sentence) ? sentence : `${sentence}.`));
  if (subject === undefined) return ended.join(' ');
  const bare = subject.replace(/\s*\(.*$/, '').toLowerCase();
  const naming = ended.findIndex((sentence) => introduces(sentence.toLowerCase(), bare));
  if (naming < 0) return `${subject}. ${ended.join(' ')}`;
  return [ended[naming], ...ended.filter((_, i) => i !== naming)].join(' ');
}

/** Whether a sentence begins with the name, or with a fuller one: "Michael Andrew Fox (born …" of Michael J. Fox. */
function introduces(sentence: string, name: string): boolean {
  const last = name.slice(name.lastIndexOf(' ') + 1);
  return (
    sentence.slice(0, name.length + 20).includes(name) ||
    (/\(.*\bborn\b|\b(is|was) an? /.test(sentence) && sentence.slice(0, 60).includes(last))
  );
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];

/** Share of the claim's words beyond its subject that a sentence has too, by their first five letters. */
function sharedWords(claim: string, sentence: string, subject: string): number {
  const stems = (words: string[]) => new Set(words.map((word) => word.slice(0, 5)));
  const about = stems(wordsOf(subject));
  const wanted = [...stems(wordsOf(claim))].filter((stem) => !about.has(stem));
  const has = stems(wordsOf(sentence));
  return wanted.length === 0 ? 0 : wanted.filter((stem) => has.has(stem)).length / wanted.length;
}
