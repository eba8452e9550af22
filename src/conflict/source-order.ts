import { AccordError } from '../errors.ts';
import { englishAnalyzer } from '../retrieval/analyzer/english.ts';
import { type PartialOrder, partialOrder } from './partial-order.ts';

/** A chain of sources, best first, for all questions or for those that speak of the scope. */
export interface Preference {
  scope?: string | undefined;
  sources: readonly string[];
}

/**
 * Reads "label > article > forum" or "dosage: label > article". The scope ends at the first colon followed by a space, so that sources may
 * be addresses.
 *
 * @throws AccordError `invalid-config` with the text.
 */
export function parsePreference(text: string): Preference {
  const [, scope, chain] = /^(?:(?:for\s+)?([^>]*?):\s+)?(.*)$/s.exec(text.trim())!;
  const sources = chain!.split('>').map((source) => source.trim());
  if (sources.length < 2 || sources.includes('') || scope === '') {
    throw new AccordError(
      'invalid-config',
      `The preference ${JSON.stringify(text)} cannot be read.`,
      'Write "better source > worse source", or "topic: better source > worse source".',
    );
  }
  return { scope, sources };
}

/** @throws AccordError `invalid-config` with the path of a cycle. */
export function sourceOrder(preferences: readonly Preference[]): PartialOrder<string> {
  try {
    return partialOrder(preferences.flatMap(pairs));
  } catch (cause) {
    if (!AccordError.isInstance(cause)) throw cause;
    throw new AccordError('invalid-config', cause.message, cause.hint, { cause });
  }
}

/** The order of sources that holds for a question. */
export interface ApplicableOrder extends PartialOrder<string> {
  /** Sources that the applicable preferences name. */
  sources: ReadonlySet<string>;
  /** Those that stand above another. */
  preferred: ReadonlySet<string>;
  /** Cycle between preferences of several scopes, which then do not count. */
  cycle?: string | undefined;
}

const analyzer = englishAnalyzer();

/** General preferences give way to those whose scope the question speaks of: all words of the scope occur in it, inflection aside. */
export function applicableOrder(texts: readonly string[], question: string): ApplicableOrder {
  const preferences = texts.map(parsePreference);
  const terms = preferences.length === 0 ? new Set<string>() : new Set(analyzer.analyze(question));
  const general = preferences.filter(({ scope }) => scope === undefined);
  const scoped = preferences.filter(({ scope }) => scope !== undefined && analyzer.analyze(scope).every((term) => terms.has(term)));
  let cycle: string | undefined;
  let special: PartialOrder<string> = partialOrder<string>([]);
  try {
    special = sourceOrder(scoped);
  } catch (error) {
    if (!AccordError.isInstance(error)) throw error;
    cycle = error.message;
  }
  const specialPairs = cycle === undefined ? scoped.flatMap(pairs) : [];
  let kept = [...specialPairs, ...general.flatMap(pairs).filter(([higher, lower]) => !special.prefers(lower, higher))];
  let order: PartialOrder<string>;
  try {
    order = partialOrder(kept);
  } catch (error) {
    // Each alone is free of cycles; over several steps they are not: the special ones count.
    if (!AccordError.isInstance(error)) throw error;
    cycle = error.message;
    kept = specialPairs;
    order = special;
  }
  return { prefers: order.prefers, sources: new Set(kept.flat()), preferred: new Set(kept.map(([higher]) => higher)), cycle };
}

function pairs({ sources }: Preference): [higher: string, lower: string][] {
  return sources.slice(1).map((lower, i) => [sources[i]!, lower]);
}
