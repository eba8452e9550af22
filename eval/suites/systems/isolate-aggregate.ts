import { normalizeAnswer } from '../../measures/normalize-answer.ts';
import { plainRag } from './baselines.ts';
import { type System, statements } from './system.ts';

/** The paper's settings for question answering with ten passages. */
const share = 0.3;
const most = 3;

/**
 * Every passage is read by itself; keywords that enough of the readings share are kept, and the answer is made of them. An extractive reader writes no
 * new text, so the answer is the stated span all of whose keywords are kept and are shared most; nothing where there is none. A reading below
 * the reader's own threshold is the "I don't know" that is not counted.
 *
 * Source: Xiang et al., Certifiably robust RAG against retrieval corruption, 2024 (RobustRAG), algorithm 1, keyword aggregation: a keyword is kept from
 * min(α · readings, β) on, α = .3, β = 3.
 */
export const isolateAggregate: System = (stated) => {
  const readings = statements(stated.claims).map(({ answer, confidence }) => ({
    answer,
    confidence,
    keywords: [...new Set(normalizeAnswer(answer).split(' ').filter(Boolean))],
  }));
  if (readings.length === 0) return { answers: [], leaning: plainRag(stated).answers, confidence: 0 };
  const counts = new Map<string, number>();
  for (const { keywords } of readings) for (const word of keywords) counts.set(word, (counts.get(word) ?? 0) + 1);
  const needed = Math.min(share * readings.length, most);
  const scored = readings
    .flatMap(({ answer, confidence, keywords }) => {
      const votes = keywords.length === 0 ? 0 : Math.min(...keywords.map((word) => counts.get(word)!));
      return votes >= needed ? [{ answer, confidence, votes }] : [];
    })
    .sort((a, b) => b.votes - a.votes || b.confidence - a.confidence);
  const [best] = scored;
  // The share of readings is the paper's; the reader's confidence only orders equal shares.
  if (best) return { answers: [best.answer], confidence: best.votes / readings.length + best.confidence * 1e-3 };
  return { answers: [], leaning: plainRag(stated).answers, confidence: readings[0]!.confidence * 1e-3 };
};
