import type { Passage, ScoredPassage } from '../passage.ts';
import type { Claim } from '../reader/reader.ts';
import { englishAnalyzer } from '../retrieval/analyzer/english.ts';
import { type ConflictClaim, derive } from './claim.ts';
import { nearCopies } from './near-copies.ts';

const analyzer = englishAnalyzer();

/**
 * Adds to a reader's claims what their passages say of themselves: usefulness, document, near copies, subject, validity. Whatever a passage
 * or reader calls it, what was read in a passage is of level `context`: an instruction hidden in a text is none. A claim without evidence was
 * read in no passage: it is the model's own. A claim with
 * evidence in several passages is as good as the weakest.
 */
export function passageClaims(claims: readonly Claim[], passages: readonly ScoredPassage[], question: string): ConflictClaim[] {
  const copies = nearCopies(passages.map(({ passage }) => passage));
  const terms = new Set(analyzer.analyze(question));
  const known = new Map(passages.map((scored, i) => [scored.passage.id, { ...scored, cluster: copies[i] }]));
  return claims.map((claim) => {
    const ids = [...new Set(claim.evidence.map(({ passageId }) => passageId))];
    const premises = ids.flatMap((id) => {
      const source = known.get(id);
      if (!source) return [];
      const evidence = claim.evidence.filter(({ passageId }) => passageId === id);
      const { passage, scores, cluster } = source;
      return [{ ...claim, level: 'context' as const, evidence, useful: scores.useful, cluster, ...facts(passage, terms) }];
    });
    return premises.length === 1 ? premises[0]! : premises.length > 1 ? derive(claim.answer, premises) : { ...claim, level: 'parametric' };
  });
}

function facts({ title, document, metadata }: Passage, terms: ReadonlySet<string>): Partial<ConflictClaim> {
  const text = (name: string) => (typeof metadata[name] === 'string' ? metadata[name] : undefined);
  return {
    document: document.id,
    source: text('source'),
    date: text('publishedAt'),
    authority: typeof metadata.authority === 'number' ? metadata.authority : undefined,
    validFrom: text('validFrom'),
    validTo: text('validTo'),
    supersedes: text('supersedes'),
    // A page on something that the question does not name is no reading of it.
    subject: title !== undefined && analyzer.analyze(title).some((term) => terms.has(term)) ? title : undefined,
  };
}
