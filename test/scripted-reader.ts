import { AccordError, throwIfAborted } from '../src/errors.ts';
import type { ScoredPassage } from '../src/passage.ts';
import type { Claim, Reader, ReadRequest } from '../src/reader/reader.ts';

export interface ScriptedReaderOptions {
  id?: string;
  /** What it answers; '' to abstain. No passages: closed-book. */
  answer: (question: string, passages: readonly ScoredPassage[], seed: number | undefined) => string;
  /** Fails where it returns an error, counted from 0. */
  fail?: (index: number) => AccordError | undefined;
  /** Milliseconds a request. */
  delay?: () => Promise<unknown>;
  /** P(answer) a token, where it tells. */
  logprob?: (question: string, passages: readonly ScoredPassage[], answer: string) => number;
}

export interface ScriptedReader extends Reader {
  /** Requests that were answered, as texts. */
  readonly answered: string[];
  /** Most requests at a time. */
  peak(): number;
}

export const networkError = (): AccordError => new AccordError('network', 'The server does not answer.', 'Start it.');

/** A reader that says what a test wants. */
export function scriptedReader({ id = 'scripted', answer, fail, delay, logprob }: ScriptedReaderOptions): ScriptedReader {
  const answered: string[] = [];
  let index = 0;
  let open = 0;
  let peak = 0;
  const request = async <T>(name: string, signal: AbortSignal | undefined, make: () => T): Promise<T> => {
    throwIfAborted(signal);
    peak = Math.max(peak, ++open);
    const error = fail?.(index++);
    await delay?.();
    open--;
    throwIfAborted(signal);
    if (error) throw error;
    answered.push(name);
    return make();
  };
  const claims = (text: string, passages: readonly ScoredPassage[], level: Claim['level']): Claim[] =>
    text === ''
      ? []
      : [
          {
            answer: text,
            level,
            evidence: passages.slice(0, 1).map((p) => ({ passageId: p.passage.id, start: 0, end: 1 })),
            confidence: 1,
          },
        ];
  const ids = (passages: readonly ScoredPassage[]) => passages.map(({ passage }) => passage.id).join(' ');
  return {
    id,
    answered,
    peak: () => peak,
    read: ({ question, passages, seed, signal }: ReadRequest) =>
      request(`read ${seed ?? ''} ${question}: ${ids(passages)}`, signal, () =>
        claims(answer(question, passages, seed), passages, 'context'),
      ),
    closedBook: (question, { seed, signal } = {}) =>
      request(`closed-book ${seed ?? ''} ${question}`, signal, () => claims(answer(question, [], seed), [], 'parametric')),
    ...(logprob && {
      likelihood: ({ question, passages, answer: right, signal }) =>
        request(`likelihood ${question}: ${ids(passages)}`, signal, () => ({ logprob: logprob(question, passages, right) * 2, tokens: 2 })),
    }),
  };
}

/** A retriever that finds `size` passages for every question, with the ids `QUESTION/1`, `QUESTION/2`, … */
export function numberedPassages(size: number) {
  return {
    async retrieve(question: string, { k }: { k: number }): Promise<ScoredPassage[]> {
      return Array.from({ length: Math.min(k, size) }, (_, i) => {
        const passage = `${question}/${i + 1}`;
        return {
          passage: { id: passage, text: `Text of ${passage}.`, document: { id: passage }, metadata: {} },
          scores: { bm25: size - i },
          ranks: { bm25: i + 1 },
        };
      });
    },
  };
}
