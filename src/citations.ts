import type { Citation, CitedSentence } from './answer.ts';
import type { Decision } from './conflict/decision.ts';
import type { Statement } from './conflict/elicit.ts';
import type { ScoredPassage } from './passage.ts';
import type { AnswerSentence, Evidence } from './reader/reader.ts';

interface Cited {
  passages: readonly ScoredPassage[];
  statements: readonly Statement[];
}

/**
 * Every stretch of a passage, or of the user's own words, that a claim of a winning answer rests on; the answers one after another, each
 * from its best claim on. Defeated claims are not cited.
 */
export function citations({ winners, defeated }: Pick<Decision, 'winners' | 'defeated'>, cited: Cited): Citation[] {
  const lost = new Set(defeated.map(({ claim }) => claim));
  return cite(
    winners.flatMap(({ claims }) => claims.flatMap((claim) => (lost.has(claim) || claim.denies ? [] : claim.evidence))),
    cited,
  );
}

/** The citations of a long answer in the order of its sentences, and which of them support each. */
export function sentenceCitations(
  sentences: readonly AnswerSentence[],
  cited: Cited,
): { citations: Citation[]; sentences: CitedSentence[] } {
  const all = cite(
    sentences.flatMap(({ evidence }) => evidence),
    cited,
  );
  const numbers = new Map(all.map((citation) => [stretchKey(citation), citation.number]));
  return {
    citations: all,
    sentences: sentences.map(({ start, end, evidence }) => ({
      start,
      end,
      citations: [...new Set(evidence.flatMap((stretch) => numbers.get(stretchKey(stretch)) ?? []))],
    })),
  };
}

const stretchKey = ({ passageId, start, end }: Evidence): string => `${start} ${end} ${passageId}`;

/** Each stretch once, numbered. */
function cite(evidence: readonly Evidence[], { passages, statements }: Cited): Citation[] {
  const byId = new Map(passages.map(({ passage }) => [passage.id, passage]));
  const words = new Map(statements.map(({ id, text }) => [id, text]));
  const cited = new Map(evidence.map((stretch) => [stretchKey(stretch), stretch]));
  return [...cited.values()]
    .flatMap(({ passageId, start, end }): Omit<Citation, 'number'>[] => {
      const passage = byId.get(passageId);
      const said = words.get(passageId);
      if (!passage) return said === undefined ? [] : [{ passageId, documentId: passageId, start, end, quote: said.slice(start, end) }];
      const { document, title, metadata, text } = passage;
      const source = typeof metadata.source === 'string' ? metadata.source : undefined;
      return [{ passageId, documentId: document.id, title, uri: document.uri, source, start, end, quote: text.slice(start, end) }];
    })
    .map((citation, index) => ({ number: index + 1, ...citation }));
}
