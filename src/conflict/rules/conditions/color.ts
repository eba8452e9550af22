import type { Condition } from '../condition.ts';
import { flagColors } from '../knowledge/flags.ts';
import { predicateOf } from './predicate.ts';

const asked =
  /^have (?<thing>\w+) (?:with (?<quality>.+)|whose color (?<said>.+)|(?:in|of) (?<plain>.+ colors?)|(?:that|which) (?:is|has) (?<has>.+))$/;
const stated =
  /^have (?:(?<thing>\w+) (?:(?:that|which) is (?:colored |painted )?(?<shade>\w+)(?: in color)?|(?:of|with|in|that has) (?<of>\w+)(?: color)?|whose color is (?<whose>\w+)|(?:colored|painted) (?<painted>\w+))|(?<adjective>\w+)(?:-colored| colored)? (?<noun>\w+))$/;

const rainbow = ['red', 'orange', 'yellow', 'green', 'blue', 'indigo', 'violet'];
/** Of light. */
const primary = ['red', 'green', 'blue'];

/**
 * Colors of things had: "has a card with a primary color", "… whose color is one of the rainbow colors", "… appears in the flag of
 * Japan", "… starts with the letter "b"". Never says no: another card may have the color.
 */
export const color: Condition = {
  id: 'color',
  evaluate(statement, facts) {
    const { thing, quality, said, plain, has } = asked.exec(predicateOf(statement))?.groups ?? {};
    const property = quality ?? said ?? plain ?? has;
    const accepts = thing && property ? acceptance(property) : undefined;
    if (!accepts) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const parts = (fact.negated ? null : stated.exec(predicateOf(fact)))?.groups;
      const shade = parts?.shade ?? parts?.of ?? parts?.whose ?? parts?.painted ?? parts?.adjective;
      if (shade !== undefined && (parts?.thing ?? parts?.noun) === thing && accepts(shade)) {
        return { holds: true, premises: [fact], because: `${shade}: ${property}` };
      }
    }
    return undefined;
  },
};

function acceptance(quality: string): ((color: string) => boolean) | undefined {
  if (/\bprimary colou?rs?\b/.test(quality)) return (each) => primary.includes(each);
  if (/\brainbow\b/.test(quality)) return (each) => rainbow.includes(each);
  const country = /\bflag of (.+)$|\bin (.+?)(?:'s|') flag$|\bon (.+?)(?:'s|') flag$/.exec(quality)?.slice(1).find(Boolean);
  if (country) return (each) => flagColors.get(country)?.includes(each) ?? false;
  const letter = /\b(?:starts|begins|starting|beginning) with (?:letter )?["']?(\p{L})["']?$/u.exec(quality)?.[1];
  if (letter) return (each) => each.startsWith(letter);
  const same = /^(?:is )?(\w+)(?: in color| color)?$/.exec(quality)?.[1];
  return same === undefined ? undefined : (each) => each === same;
}
