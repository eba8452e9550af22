import { type Passage, passageText, type ScoredPassage } from '../passage.ts';
import type { Claim } from '../reader/reader.ts';
import { englishAnalyzer } from '../retrieval/analyzer/english.ts';
import { common, shingles } from '../retrieval/ingest/shingles.ts';
import { type ConflictClaim, derive } from './claim.ts';
import { nearCopies } from './near-copies.ts';

const analyzer = englishAnalyzer();
/** Share of the question's runs of five words that such a passage holds, and the fewest runs to tell by. */
const echoed = 0.8;
const fewest = 3;

/**
 * Adds to a reader's claims what their passages say of themselves: usefulness, document, near copies, subject, validity. Whatever a passage
 * or reader calls it, what was read in a passage is of level `context`: an instruction hidden in a text is none. A claim without evidence was
 * read in no passage: it is the model's own. A claim with
 * evidence in several passages is as good as the weakest.
 */
export function passageClaims(claims: readonly Claim[], passages: readonly ScoredPassage[], question: string): ConflictClaim[] {
  const copies = nearCopies(passages.map(({ passage }) => passage));
  const echoes = echoing(passages, question);
  const terms = new Set(analyzer.analyze(question));
  const known = new Map(passages.map((scored, i) => [scored.passage.id, { ...scored, cluster: copies[i], echo: echoes[i] || undefined }]));
  return claims.map((claim) => {
    const ids = [...new Set(claim.evidence.map(({ passageId }) => passageId))];
    const premises = ids.flatMap((id) => {
      const source = known.get(id);
      if (!source) return [];
      const evidence = claim.evidence.filter(({ passageId }) => passageId === id);
      const { passage, scores, cluster, echo } = source;
      return [{ ...claim, level: 'context' as const, evidence, useful: scores.useful, cluster, echo, ...facts(passage, terms) }];
    });
    return premises.length === 1 ? premises[0]! : premises.length > 1 ? derive(claim.answer, premises) : { ...claim, level: 'parametric' };
  });
}

/**
 * Which passages say the question again, word for word. They were written for it, or with it in hand, so that they are no independent voices, and a reader's
 * confidence, learned on other passages, is too high for them: what is planted to be retrieved holds the question (Zou et al., PoisonedRAG, USENIX Security 2025).
 */
function echoing(passages: readonly ScoredPassage[], question: string): boolean[] {
  const asked = shingles(question);
  // Fewer words recur by chance.
  if (asked.length < fewest) return passages.map(() => false);
  return passages.map(({ passage }) => common(asked, shingles(passageText(passage))) >= echoed * asked.length);
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
