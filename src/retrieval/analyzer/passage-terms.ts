import type { Passage } from '../../passage.ts';
import type { Analyzer } from './analyzer.ts';

/**
 * The terms that BM25 indexes of a passage: those of its text, and those of its title twice, since a match there says more than one in
 * the text (the simplest field weighting; docs/DESIGN.md has what it gains).
 */
export function passageTerms(analyzer: Analyzer, { title, text }: Pick<Passage, 'title' | 'text'>): string[] {
  const terms = analyzer.analyze(text);
  if (!title) return terms;
  const titleTerms = analyzer.analyze(title);
  return [...titleTerms, ...titleTerms, ...terms];
}
