import { z } from 'zod';
import type { Analyzer } from './analyzer.ts';
import { lowerCase } from './lower-case.ts';
import { porterStem } from './porter-stemmer.ts';
import { tokenChain } from './token-chain.ts';

/** The steps after the tokenizer, in their order. */
export const EnglishAnalyzerOptions = z.strictObject({
  possessive: z.boolean().default(true).describe("Cut a final 's"),
  lowerCase: z.boolean().default(true),
  stopWords: z.boolean().default(true).describe("Drop Lucene's 33 English stop words"),
  stem: z.boolean().default(true).describe('Porter stemmer'),
});
export type EnglishAnalyzerOptions = z.input<typeof EnglishAnalyzerOptions>;

/** `EnglishAnalyzer.ENGLISH_STOP_WORDS_SET` of Lucene 9. */
const englishStopWords: ReadonlySet<string> = new Set(
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with'.split(
    ' ',
  ),
);

/** A final 's, in the three apostrophes that Lucene's EnglishPossessiveFilter knows. */
const possessiveEnding = /['\u2019\uff07][sS]$/;

/**
 * Gives the terms of Lucene 9's EnglishAnalyzer: standard tokenizer, possessive, lower case, stop words, Porter stem. Each step after the
 * tokenizer can be switched off; the id names those that are.
 *
 * @example
 * englishAnalyzer().analyze("The dog's barking"); // ['dog', 'bark']
 */
export function englishAnalyzer(options: EnglishAnalyzerOptions = {}): Analyzer {
  const steps = EnglishAnalyzerOptions.parse(options);
  const off = Object.entries(steps).flatMap(([step, on]) => (on ? [] : [`no-${step}`]));
  return tokenChain(['english/1', ...off].join('+'), (token) => {
    let term = token;
    if (steps.possessive) term = term.replace(possessiveEnding, '');
    if (steps.lowerCase) term = lowerCase(term);
    if (steps.stopWords && englishStopWords.has(term)) return null;
    return steps.stem ? porterStem(term) : term;
  });
}
