import type { Passage } from '../passage.ts';
import { cosine, type Embedder } from '../retrieval/embedder.ts';
import { sentences } from '../text/sentences.ts';
import { contextClaim } from './context-claim.ts';
import type { Claim, Reader } from './reader.ts';

/**
 * The offline reader without a trained head: of every passage it states the sentence nearest to the question (cosine of the
 * embedder's vectors), so its answers are whole evidence sentences, not short answers. `confidence` is that cosine cut off at 0,
 * no probability. A sentence is embedded with its passage's title, as "He was born in …" says little without one.
 *
 * @example
 * const reader = sentenceReader({ embedder: await minilmEmbedder() });
 */
export function sentenceReader({ embedder }: { embedder: Embedder }): Reader {
  return {
    id: `sentence(${embedder.id})`,
    independent: true,
    async read({ question, passages, signal }) {
      const candidates = passages.flatMap(({ passage }) => sentences(passage.text).map((span) => ({ passage, ...span })));
      if (candidates.length === 0) return [];
      const texts = candidates.map(({ passage, start, end }) => withTitle(passage, passage.text.slice(start, end)));
      const [[query], vectors] = await Promise.all([
        embedder.embed([question], 'query', { signal }),
        embedder.embed(texts, 'passage', { signal }),
      ]);
      const best = new Map<string, Claim>();
      candidates.forEach(({ passage, start, end }, index) => {
        const confidence = Math.min(1, Math.max(0, cosine(query!, vectors[index]!)));
        const known = best.get(passage.id);
        if (!known || confidence > known.confidence) {
          best.set(passage.id, contextClaim(passage, { answer: passage.text.slice(start, end), start, end, confidence }));
        }
      });
      return [...best.values()].sort((a, b) => b.confidence - a.confidence);
    },
  };
}

function withTitle({ title }: Passage, sentence: string): string {
  return title ? `${title}. ${sentence}` : sentence;
}
