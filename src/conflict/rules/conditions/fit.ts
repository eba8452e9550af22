import { parseQuantity } from '../../equivalence/quantity.ts';
import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

const asking = /^have (?<thing>.+?) (?:that|which) (?:(?:would|will|can|could|should) )?fits? (?:in|into|inside|within) (?<box>.+)$/;
const number = String.raw`\d+(?:\.\d+)?`;
const product = new RegExp(`(${number}(?: ?(?:x|by|×|\\*) ?${number}){1,2})[ -]?(\\p{L}+)?`, 'u');
const across = new RegExp(
  `(diameter|radius|circumference) (?:of|is|equal to|:)? ?(${number})[ -]?(\\p{L}+)?|(${number})[ -]?(\\p{L}+) (?:in )?(diameter|radius)`,
  'u',
);

/** Sizes: "has a ball that fits in a 20 x 20 x 30 inches box" from "has a ball with a diameter of 18 inches". */
export const fit: Condition = {
  id: 'fit',
  evaluate(statement, facts) {
    const { thing, box } = asking.exec(predicateOf(statement))?.groups ?? {};
    const room = box === undefined ? undefined : sidesOf(box);
    if (!room) return undefined;
    const sized = facts.about(statement.subject).flatMap((fact) => {
      const stated = fact.negated ? '' : predicateOf(fact);
      const sides = stated.startsWith(`have ${thing} `) ? sidesOf(stated) : undefined;
      return sides ? [{ fact, sides }] : [];
    });
    const [known, another] = sized;
    if (!known || another) return undefined;
    const holds = known.sides.every((side, index) => side <= room[index]! * (1 + 1e-9));
    return { holds, premises: [known.fact], because: `${thing} ${holds ? 'fits' : 'does not fit'} in ${box}` };
  },
};

/** The three sides in meters, the shortest first; a sheet has no thickness, a ball equal sides. */
function sidesOf(text: string): number[] | undefined {
  const ball = across.exec(text);
  if (ball) {
    const length = meters(ball[2] ?? ball[4]!, ball[3] ?? ball[5]);
    const measure = ball[1] ?? ball[6];
    const diameter =
      length === undefined ? undefined : measure === 'radius' ? 2 * length : measure === 'circumference' ? length / Math.PI : length;
    return diameter === undefined ? undefined : [diameter, diameter, diameter];
  }
  const sides = product.exec(text);
  if (!sides) return undefined;
  const unit = sides[2] ?? /\b(inch|inches|cm|centimeters?|centimetres?|mm|meters?|metres?|m|feet|foot|ft)\b/.exec(text)?.[1];
  const lengths = sides[1]!.match(new RegExp(number, 'g'))!.map((length) => meters(length, unit));
  if (lengths.some((length) => length === undefined)) return undefined;
  return [...(lengths.length === 2 ? [0] : []), ...(lengths as number[])].sort((a, b) => a - b);
}

function meters(value: string, unit: string | undefined): number | undefined {
  const parsed = unit === undefined ? undefined : parseQuantity(`${value} ${unit}`);
  return parsed?.unit?.kind === 'length' ? parsed.value * parsed.unit.factor : undefined;
}
