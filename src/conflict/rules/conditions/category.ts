import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

const list = (words: string) => words.trim().split(/\s*,\s*/);

/** Kinds of things as conditions name them, each with things of the kind. */
const members: Record<string, readonly string[]> = {
  'device to connect to internet': list('computer, laptop, tablet, smartphone, phone, smart tv, smartwatch'),
  'leafy green vegetable': list('spinach, arugula, kale, lettuce, chard, cabbage, collard greens, watercress, bok choy, endive'),
  'musical instrument':
    list(`accordion, banjo, bassoon, bugle, cello, clarinet, cornet, double bass, drum, drums, flute, guitar, harmonica, harp, mandolin,
    oboe, organ, piano, piccolo, recorder, saxophone, sitar, tambourine, triangle, trombone, trumpet, tuba, ukulele, viola, violin, xylophone`),
  'sharp object': list('axe, blade, cleaver, cutter, dagger, knife, machete, razor, saw, scalpel, scissors, sword'),
  'something to carry apples and oranges': list('backpack, bag, basket, box, bucket, crate, knapsack, rucksack, sack, suitcase'),
  'something to drink':
    list(`ale, beer, cappuccino, cider, cocktail, coffee, cola, espresso, hot chocolate, juice, latte, lemonade, milk, milkshake, smoothie,
    soda, tea, water, whiskey, wine`),
  'something to sit on': list('armchair, bench, chair, couch, ottoman, recliner, seat, sofa, stool'),
};

/**
 * Kinds of things had: "has something to drink" from "has a green tea". A thing is known by its last words, so an unheard-of kind
 * of tea is a tea. Never says no: what is not listed may still be of the kind.
 */
export const category: Condition = {
  id: 'category',
  evaluate(statement, facts) {
    const kind = /^have (.+)$/.exec(predicateOf(statement))?.[1];
    const things = kind && Object.hasOwn(members, kind) ? members[kind]! : undefined;
    if (!things) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const had = fact.negated ? undefined : /^have (?:some )?(.+)$/.exec(predicateOf(fact))?.[1];
      const thing = had && things.find((each) => had === each || had.endsWith(` ${each}`) || had.endsWith(`-${each}`));
      if (thing) return { holds: true, premises: [fact], because: `${thing}: ${kind}` };
    }
    return undefined;
  },
};
