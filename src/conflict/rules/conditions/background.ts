import type { Condition } from '../condition.ts';
import { age } from './age.ts';
import { category } from './category.ts';
import { color } from './color.ts';
import { date } from './date.ts';
import { firstLetter } from './first-letter.ts';
import { fit } from './fit.ts';
import { implication } from './implication.ts';
import { place } from './place.ts';
import { profession } from './profession.ts';
import { quantity } from './quantity.ts';
import { wording } from './wording.ts';

/** The background knowledge that needs no model, in the order asked. */
export const backgroundConditions: readonly Condition[] = [
  wording,
  age,
  quantity,
  fit,
  date,
  place,
  profession,
  firstLetter,
  color,
  category,
  implication(),
];
