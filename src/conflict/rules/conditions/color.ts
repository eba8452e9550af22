import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

const asked = /^have (\w+) (?:with (.+)|whose color (.+))$/;
const stated = /^have (\w+) that is (\w+)(?: in color)?$/;

const rainbow = ['red', 'orange', 'yellow', 'green', 'blue', 'indigo', 'violet'];
/** Of light. */
const primary = ['red', 'green', 'blue'];

const flags: Record<string, readonly string[]> = {
  austria: ['red', 'white'],
  belgium: ['black', 'yellow', 'red'],
  canada: ['red', 'white'],
  china: ['red', 'yellow'],
  denmark: ['red', 'white'],
  finland: ['white', 'blue'],
  france: ['blue', 'white', 'red'],
  germany: ['black', 'red', 'gold'],
  greece: ['blue', 'white'],
  ireland: ['green', 'white', 'orange'],
  italy: ['green', 'white', 'red'],
  japan: ['white', 'red'],
  netherlands: ['red', 'white', 'blue'],
  norway: ['red', 'white', 'blue'],
  poland: ['white', 'red'],
  russia: ['white', 'blue', 'red'],
  spain: ['red', 'yellow'],
  sweden: ['blue', 'yellow'],
  switzerland: ['red', 'white'],
  ukraine: ['blue', 'yellow'],
  'united kingdom': ['red', 'white', 'blue'],
  'united states': ['red', 'white', 'blue'],
};

/**
 * Colors of things had: "has a card with a primary color", "… whose color is one of the rainbow colors", "… appears in the flag of
 * Japan", "… starts with the letter "b"". Never says no: another card may have the color.
 */
export const color: Condition = {
  id: 'color',
  evaluate(statement, facts) {
    const [, thing, quality, said] = asked.exec(predicateOf(statement)) ?? [];
    const accepts = thing && acceptance(quality ?? said!);
    if (!accepts) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const [, has, shade] = fact.negated ? [] : (stated.exec(predicateOf(fact)) ?? []);
      if (has === thing && accepts(shade!)) return { holds: true, premises: [fact], because: `${shade}: ${quality ?? said}` };
    }
    return undefined;
  },
};

function acceptance(quality: string): ((color: string) => boolean) | undefined {
  if (quality === 'primary color' || quality === 'is primary color') return (each) => primary.includes(each);
  if (quality === 'is one of rainbow colors') return (each) => rainbow.includes(each);
  const country = /^appears in flag of (.+)$/.exec(quality)?.[1];
  if (country) return (each) => flags[country]?.includes(each) ?? false;
  const letter = /^starts with letter "(\w)"$/.exec(quality)?.[1];
  if (letter) return (each) => each.startsWith(letter);
  const same = /^is (\w+)$/.exec(quality)?.[1];
  return same === undefined ? undefined : (each) => each === same;
}
