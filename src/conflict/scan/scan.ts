import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { Passage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import { SketchIndex, sketch } from '../../retrieval/ingest/near-duplicates.ts';
import { shingles } from '../../retrieval/ingest/shingles.ts';
import { sentences } from '../../text/sentences.ts';
import { compareSentences, type SentenceContradiction } from './compare-sentences.ts';
import { ScanOptions } from './scan-options.ts';

/** Where a sentence stands. */
export interface Place {
  passageId: string;
  documentId: string;
  title?: string | undefined;
  source?: string | undefined;
  /** ISO 8601, as the passage says. */
  date?: string | undefined;
  /** Offsets in the passage's text, UTF-16 code units. */
  start: number;
  end: number;
}

/** One of two sentences that contradict each other, with every place where it stands. */
export interface Side {
  value: string;
  sentence: string;
  places: Place[];
}

/** Two sentences of a collection that cannot both be right. */
export interface Contradiction extends Pick<SentenceContradiction, 'type' | 'similarity'> {
  sides: [Side, Side];
}

interface Sentence {
  text: string;
  places: Place[];
  /** Number of the passage of its first place. */
  passage: number;
}

/** Words a shingle: short, as a value in the middle of a sentence spoils every shingle that it is in. */
const width = 3;
/** Least part of the smaller of two sets of shingles. */
const overlap = 0.35;
/** Passages that share this part of a sample of their five-word shingles are near copies: about the same thing. */
const nearCopy = 0.3;
/** Sentences of fewer or more words say nothing that could be compared, or are no sentences. */
const [shortest, longest] = [4, 80];

/**
 * Sentences that contradict each other across passages: found by the wording they share (an inverted index of three-word shingles, in which
 * frequent ones link nothing), then compared word by word. Equal sentences are one, with all their places. Nothing is written or deleted; the
 * most similar come first.
 *
 * @throws AccordError `invalid-input` for a bad option, `aborted`.
 *
 * @example
 * for (const { type, sides } of await scanConflicts(store.passages())) console.log(type, sides.map(({ sentence }) => sentence));
 */
export async function scanConflicts(
  passages: Iterable<Passage> | AsyncIterable<Passage>,
  options: ScanOptions = {},
  { signal, onProgress, total }: LongRunning & { total?: number | undefined } = {},
): Promise<Contradiction[]> {
  const parsed = ScanOptions.safeParse(options);
  if (!parsed.success) throw new AccordError('invalid-input', z.prettifyError(parsed.error), 'similarity is a number from 0 to 1.');
  const { similarity } = parsed.data;
  const scanner = new Scanner(similarity);
  let done = 0;
  for await (const passage of passages) {
    throwIfAborted(signal);
    onProgress?.({ stage: 'scan', done: done++, ...(total !== undefined && { total }) });
    scanner.add(passage);
  }
  onProgress?.({ stage: 'scan', done, total: done });
  return [...scanner.found.values()].sort((a, b) => b.similarity - a.similarity || (idOf(a) < idOf(b) ? -1 : 1));
}

interface Text {
  title: string;
  shingles: Uint32Array;
  /** Numbers of its sentences. */
  sentences: number[];
}

/** Compares each passage with those that came before. */
class Scanner {
  readonly found = new Map<string, Contradiction>();
  readonly #least: number;
  readonly #texts: Text[] = [];
  readonly #textIndex = new SketchIndex();
  readonly #sentences: Sentence[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #index = new SketchIndex();

  constructor(least: number) {
    this.#least = least;
  }

  add(passage: Passage): void {
    const own: Text = { title: subjectOf(passage.title), shingles: shingles(passage.text), sentences: [] };
    const number = this.#texts.push(own) - 1;
    for (const { start, end } of sentences(passage.text)) {
      const text = passage.text.slice(start, end);
      const count = text.split(/\s+/).length;
      if (count < shortest || count > longest) continue;
      const place = placeOf(passage, start, end);
      const key = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
      const before = this.#numbers.get(key);
      if (before !== undefined) this.#sentences[before]!.places.push(place);
      else this.#addSentence({ text, places: [place], passage: number }, key);
      own.sentences.push(before ?? this.#sentences.length - 1);
    }
    const outline = sketch(own.shingles);
    for (const other of this.#textIndex.candidates(outline, nearCopy)) this.#compareCopies(own, this.#texts[other]!);
    this.#textIndex.add(outline);
  }

  #addSentence(sentence: Sentence, key: string): void {
    const number = this.#sentences.push(sentence) - 1;
    const hashes = shingles(sentence.text, width);
    for (const other of this.#index.candidates(hashes, overlap)) this.#compare(other, number);
    this.#numbers.set(key, number);
    this.#index.add(hashes);
  }

  /** In near copies the sentences that only one of them has are each compared with those of the other. */
  #compareCopies(a: Text, b: Text): void {
    const [inA, inB] = [new Set(a.sentences), new Set(b.sentences)];
    const same = (x: number | undefined, y: number | undefined) => x !== undefined && x === y;
    for (const [i, number] of a.sentences.entries()) {
      if (inB.has(number)) continue;
      for (const [j, other] of b.sentences.entries()) {
        if (inA.has(other)) continue;
        const samePlace = same(a.sentences[i - 1], b.sentences[j - 1]) || same(a.sentences[i + 1], b.sentences[j + 1]);
        this.#compare(other, number, { copies: true, samePlace });
      }
    }
  }

  #compare(first: number, second: number, { copies = false, samePlace = false } = {}): void {
    const [a, b] = [this.#sentences[first]!, this.#sentences[second]!];
    const key = `${first} ${second}`;
    if (a.passage === b.passage || this.found.has(key)) return;
    const [one, other] = [this.#texts[a.passage]!, this.#texts[b.passage]!];
    const titles = [...new Set([one.title, other.title])].filter((title) => title !== '');
    // Near copies of two titles are pages made from one template, about two things.
    const sameSubject = one.title === other.title ? copies || one.title !== '' : copies && titles.length < 2;
    const contradiction = compareSentences(a.text, b.text, { sameSubject, titles, samePlace });
    if (!contradiction || contradiction.similarity < this.#least) return;
    const { type, similarity, values } = contradiction;
    const side = ({ text, places }: Sentence, value: string): Side => ({ value, sentence: text, places });
    this.found.set(key, { type, similarity, sides: [side(a, values[0]), side(b, values[1])] });
  }
}

/** A title without what tells it apart from others of its name: "Elsa (Frozen)". */
function subjectOf(title = ''): string {
  return title
    .replace(/\s*\([^)]*\)\s*$/, '')
    .trim()
    .toLowerCase();
}

function placeOf({ id, document, title, metadata }: Passage, start: number, end: number): Place {
  const { source, publishedAt } = metadata;
  return {
    passageId: id,
    documentId: document.id,
    ...(title !== undefined && { title }),
    ...(typeof source === 'string' && { source }),
    ...(typeof publishedAt === 'string' && { date: publishedAt }),
    start,
    end,
  };
}

const idOf = ({ sides: [a, b] }: Contradiction) => `${a.places[0]!.passageId} ${a.sentence} ${b.places[0]!.passageId} ${b.sentence}`;
