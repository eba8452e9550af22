import { expect, test } from 'vitest';
import { isPolarQuestion } from './polar-question.ts';

test.each([
  ['Is the Nile longer than the Amazon?', true],
  ['does ethanol take more energy to make than it gives', true],
  ["Isn't Pluto a planet?", true],
  ['can’t penguins fly', true],
  ['cant penguins fly', true],
  [" don't whales sleep", true],
  ['Is a tomato a fruit or a vegetable?', false],
  ['Who wrote Fidelio?', false],
  ['May 15, 1928 saw the introduction of what character?', false],
  ['Islands of Greece?', false],
  ['', false],
])('%s', (question, polar) => expect(isPolarQuestion(question)).toBe(polar));
