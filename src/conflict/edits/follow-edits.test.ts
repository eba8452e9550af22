import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeFrom } from './edge.ts';
import { followEdits } from './follow-edits.ts';
import { words } from './words.ts';

const facts = (...texts: string[]) => texts.map((text, i) => ({ id: String(i), text }));

describe('edgeFrom', () => {
  it.each([
    ['The director of Madonna is Narendra Modi.', 'Madonna', 'Narendra Modi', ['director']],
    ["Mister Geppetto's child is Prince Hamlet.", 'mister geppetto', 'Prince Hamlet', ['child']],
    ['Greg Oden plays the position of power forward.', 'Greg Oden', 'power forward', ['plays', 'position']],
    ['iPhone was developed by BlackBerry.', 'iPhone', 'BlackBerry', ['developed']],
    ['The capital of Japan is The Hague.', 'Japan', 'The Hague', ['capital']],
    [
      'Back in the U.S.S.R. was performed by the Chicago Symphony Orchestra.',
      'Back in the U.S.S.R.',
      'Chicago Symphony Orchestra',
      ['performed'],
    ],
  ])('%s from %s', (text, name, object, relation) => {
    const edge = edgeFrom({ id: '1', text }, words(name))!;
    expect(edge.object.text).toBe(object);
    expect(text.slice(edge.object.start, edge.object.end)).toBe(object);
    expect(edge.relation).toEqual(relation);
  });

  it.each([
    ['The director of Madonna is Narendra Modi.', 'Narendra Modi', 'it is the object'],
    ['The capital of New England is Boston.', 'England', 'another name holds it'],
    ['Madonna Sebastian was born in the city of Aluva.', 'Madonna', 'another name holds it'],
    ['The capital of Japan is Tokyo.', 'Peru', 'it is not named'],
  ])('%s: nothing from %s, as %s', (text, name) => {
    expect(edgeFrom({ id: '1', text }, words(name))).toBeUndefined();
  });
});

describe('followEdits', () => {
  const country = 'The capital of Australia is Oderzo.';
  const chain = facts(
    'Rubber Soul was performed by Madonna.',
    'The director of Madonna is Narendra Modi.',
    'Narendra Modi is a citizen of Australia.',
    country,
    'Australia is located in the continent of South America.',
    'The official language of Australia is Finnish.',
    'Rubber Soul was created by Ann Lee.',
  );

  it.each([
    ['Who performed Rubber Soul?', 'Madonna', 1],
    ["What is the nationality of the manager of Rubber Soul's performer?", 'Australia', 3],
    ["Which continent does the country of citizenship of the director/manager of Rubber Soul's performer belong to?", 'South America', 4],
    ['What language is official where the manager of the singer of "Rubber Soul" holds citizenship?', 'Finnish', 4],
    ['What is the capital of Australia?', 'Oderzo', 1],
  ])('%s', (question, answer, hops) => {
    const [found, ...others] = followEdits(question, chain);
    expect(others).toEqual([]);
    expect(found!.answer).toBe(answer);
    expect(found!.hops).toHaveLength(hops);
    expect(found!.coverage).toBeGreaterThan(0.5);
  });

  it.each([
    // The edit is on the way; what is asked for is in no fact.
    ['What is the population of the capital of Australia?'],
    ['What is the capital of Peru?'],
    ['Who directs?'],
    [''],
  ])('knows nothing of: %s', (question) => {
    expect(followEdits(question, chain)).toEqual([]);
  });

  it('gives every answer of facts that contradict each other', () => {
    const twice = [...chain, { id: 'again', text: 'The capital of Australia is Lima.' }];
    const answers = followEdits('What is the capital of Australia?', twice).map(({ answer }) => answer);
    expect(answers.sort()).toEqual(['Lima', 'Oderzo']);
  });

  it('ends in a circle', () => {
    const circle = facts('Ann is married to Bob.', 'Bob is married to Ann.');
    expect(followEdits('Who is the spouse of the spouse of Ann?', circle)[0]?.answer).toBe('Bob');
  });

  it('gives the same for any order of the facts, whatever facts about other names stand among them', () => {
    const others = facts('The capital of Peru is Quito.', 'Ann Lee is a citizen of Chile.', 'Kyoto is located in the continent of Asia.');
    const all = [...chain, ...others.map((fact) => ({ ...fact, id: `x${fact.id}` }))];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const question = "What is the capital of the country of citizenship of the manager of Rubber Soul's performer?";
        expect(followEdits(question, shuffled)[0]?.hops.map(({ fact }) => fact.id)).toEqual(['0', '1', '2', '3']);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
