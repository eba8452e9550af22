import type { Condition } from '../condition.ts';
import { liesIn } from '../knowledge/places.ts';
import { predicateOf } from './predicate.ts';

const location =
  /^(?<how>be|be (?:located|situated|based|found|present)|stay|live|reside|work|study|travel|go|come|be from|be born)(?: (?:somewhere|right))? (?:in|at|to|from|within|inside) (?<place>.+)$/;
const qualifier = /^(?:(?:city|town|country|state|continent|capital|region) of |downtown |central |beautiful )/;

/** Whereabouts: "is in Italy at the moment" from "is currently in Rome". */
export const place: Condition = {
  id: 'place',
  evaluate(statement, facts) {
    const asked = locationOf(predicateOf(statement));
    if (!asked) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const known = fact.negated ? undefined : locationOf(predicateOf(fact));
      const holds = known?.how === asked.how ? liesIn(known.place, asked.place) : undefined;
      if (holds === undefined) continue;
      return { holds, premises: [fact], because: `${known!.place} is ${holds ? '' : 'not '}in ${asked.place}` };
    }
    return undefined;
  },
};

function locationOf(predicate: string): { how: string; place: string } | undefined {
  const { how, place: where } = location.exec(predicate)?.groups ?? {};
  if (how === undefined || where === undefined) return undefined;
  return {
    how: how === 'live' || how === 'reside' ? 'live' : how.startsWith('be') && how !== 'be born' && how !== 'be from' ? 'be' : how,
    place: where.replace(qualifier, ''),
  };
}
