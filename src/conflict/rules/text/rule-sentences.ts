import { type Literal, variablesOf } from '../literal.ts';
import type { Rule } from '../theory.ts';
import { type Paraphrase, readClauses } from './clauses.ts';

/** Words that add nothing to what a rule says. */
const hedges = /,?\s*\b(?:unquestionably|unavoidably|inevitably|certainly|surely|definitely|also|without a doubt)\b,?|,\s*too\b/g;

/** Ways to state a rule, the more particular first. */
const frames = [
  /^if you are positive that (?:you saw )?(?<if>.+), you can be certain that (?<then>.+)$/i,
  /^if you see that (?<if>.+), what can you conclude\? you can conclude that (?<then>.+)$/i,
  /^be careful when (?<if>.+) because in this case (?<then>.+?)(?: \([^()]*\))?$/i,
  /^regarding the (?<topic>.+?), if (?<if>.+), then we can conclude that (?<then>.+)$/i,
  /^for the (?<topic>.+?), if the belief is that (?<if>.+), then you can add (?:that )?"(?<then>.+)" to your conclusions$/i,
  /^if (?<if>.+?), then (?<then>.+)$/i,
  /^(?<then>.+), in the case where (?<if>.+)$/i,
  /^(?<then>.+) whenever (?<if>.+)$/i,
];

/**
 * Reads one rule from a sentence of one of BoardgameQA's patterns ("If something …, then it …", "The … whenever at least one animal
 * …"). Null for a sentence of another pattern, and for one that concludes several things.
 */
export function readRule(name: string, sentence: string, paraphrases: readonly Paraphrase[]): Rule | null {
  const text = sentence.replace(hedges, '').replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  for (const frame of frames) {
    const parts = frame.exec(text)?.groups;
    if (!parts) continue;
    const conditions = readClauses(parts.if!, paraphrases, parts.topic);
    const last = conditions?.at(-1);
    const [conclusion, ...more] = (last && readClauses(parts.then!, paraphrases, parts.topic ?? last.subject)) ?? [];
    if (conditions && conclusion && more.length === 0 && isSafe(conditions, conclusion)) return { name, conditions, conclusion };
  }
  return null;
}

function isSafe(conditions: readonly Literal[], conclusion: Literal): boolean {
  const bound = conditions.flatMap(variablesOf);
  return variablesOf(conclusion).every((variable) => bound.includes(variable));
}
