import type { Condition, KnownFacts } from '../condition.ts';
import type { GroundLiteral } from '../literal.ts';
import { predicateOf } from './predicate.ts';

const sameLetter =
  /^have name (?:whose first letter is same as first letter of|(?:whose first letter|that) (?:matches|equals)(?: first letter of)?|that (?:starts|begins) with same letter as|whose first letter is same as|with same first letter as|starting with same letter as) (?:name of (?<of>.+)|(?<owner>.+?)['’]s?(?: name)?(?: does)?|(?<plain>.+))$|^share first letter of her name with (?<with>.+)$/;
const givenLetter =
  /^have name (?:whose first letter is|that (?:starts|begins) with(?: letter)?|(?:starting|beginning) with(?: letter)?) ["']?(\p{L})["']?$/u;

/** Names: "has a name whose first letter is the same as the first letter of the pig's name", "… is "m"". */
export const firstLetter: Condition = {
  id: 'first-letter',
  evaluate(statement, facts) {
    const predicate = predicateOf(statement);
    const shared = sameLetter.exec(predicate)?.groups;
    const other = shared && (shared.of ?? shared.owner ?? shared.plain ?? shared.with);
    const letter = givenLetter.exec(predicate)?.[1];
    const own = nameOf(statement.subject, facts);
    if (!own || (!other && !letter)) return undefined;
    const named = other ? nameOf(other, facts) : undefined;
    if (other && !named) return undefined;
    const wanted = letter ?? named!.name[0]!;
    const holds = own.name[0] === wanted;
    return {
      holds,
      premises: named ? [own.fact, named.fact] : [own.fact],
      because: `${own.fact.object} ${holds ? 'starts' : 'does not start'} with "${wanted.toUpperCase()}"`,
    };
  },
};

/** Lower case; undefined for somebody without a name or with several. */
function nameOf(individual: string, facts: KnownFacts): { name: string; fact: GroundLiteral } | undefined {
  const names = facts.about(individual).flatMap((fact) => {
    const name = fact.negated ? undefined : /^be (?:named|called) (.+)$/.exec(predicateOf(fact))?.[1];
    return name ? [{ name, fact }] : [];
  });
  return names.length === 1 ? names[0] : undefined;
}
