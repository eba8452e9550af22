import { describe, expect, it } from 'vitest';
import { formatLiteral, formatRule } from '../notation.ts';
import { readPreference } from './preference-sentences.ts';
import { readTheory } from './read-theory.ts';

const otters = 'The otter tickles the ibis. The heron salutes the newt. The lynx thanks the ibis.';
const deer = 'The mole deer brings a lamp to the gaur. The gaur does not paint the fence of the mole deer. The quail thanks the stoat.';
const yaks = 'The yak polishes the boots of the mink. The mink is named Rex. The tree frog does not lecture the yak.';

/** Facts beside the rule, what the rule says, and ways to say it. */
const rules: [facts: string, rule: string, sentences: string[]][] = [
  [
    otters,
    '(otter, tickle, heron) => (ibis, salute, newt)',
    [
      'If the otter tickles the heron, the ibis salutes the newt.',
      'Whenever the otter tickles the heron, the ibis will salute the newt.',
      'When the otter tickles the heron, then, undoubtedly, the ibis salutes the newt.',
      'The ibis salutes the newt provided that the otter tickles the heron.',
      'The ibis is going to salute the newt as long as the otter tickles the heron.',
      'Assuming the otter tickles the heron, we may conclude the ibis salutes the newt.',
      'Suppose the otter tickles the heron. Then the ibis salutes the newt.',
      'Given that the otter tickles the heron, it follows that the ibis salutes the newt.',
      'The fact that the otter tickles the heron implies that the ibis salutes the newt.',
      'From the otter tickling the heron one can infer that the ibis salutes the newt.',
      'The otter tickles the heron, which means the ibis salutes the newt.',
      'Because the otter tickles the heron, the ibis salutes the newt.',
      'Should the otter tickle the heron, the ibis will salute the newt.',
      'In case the otter tickles the heron, expect the ibis to salute the newt.',
      'Once the otter has tickled the heron, the ibis salutes the newt.',
      'It is a rule that the ibis salutes the newt if the otter tickles the heron.',
      'To prove that the ibis salutes the newt, it is enough to know that the otter tickles the heron.',
      'That the ibis salutes the newt can be deduced from the otter tickling the heron.',
      'Knowing that the otter tickles the heron is sufficient to establish that the ibis salutes the newt.',
      'If it is true that the otter tickles the heron, it must also be true that the ibis salutes the newt.',
      'The newt is saluted by the ibis if the heron is tickled by the otter.',
      'In every situation where the otter tickles the heron, the ibis salutes the newt.',
      'As soon as we learn the otter tickles the heron, we are allowed to say that the ibis salutes the newt.',
      'The ibis always salutes the newt on condition that the otter tickles the heron.',
      'The otter tickles the heron; therefore the ibis salutes the newt.',
      'Upon seeing that the otter tickles the heron, one draws the conclusion that the ibis salutes the newt.',
      'The statement "the ibis salutes the newt" follows from the statement "the otter tickles the heron".',
      'Evidence that the otter tickles the heron leads us to believe that the ibis salutes the newt.',
      'Regarding the ibis, it salutes the newt when the otter tickles the heron.',
      'For the ibis to salute the newt, it suffices that the otter tickles the heron.',
    ],
  ],
  [
    otters,
    '(X, tickle, heron) => (ibis, salute, newt)',
    [
      'If at least one animal tickles the heron, the ibis salutes the newt.',
      'If there is an animal that tickles the heron, then the ibis salutes the newt.',
      'The ibis salutes the newt if any creature tickles the heron.',
      'The existence of an animal that tickles the heron means that the ibis salutes the newt.',
      'There exists some animal which tickles the heron? Then the ibis salutes the newt.',
      'If someone tickles the heron, no matter who, the ibis salutes the newt.',
      'As soon as one of the animals in the game tickles the heron, the ibis is bound to salute the newt.',
      'The ibis will definitely salute the newt, as long as some player tickles the heron.',
      'If the heron is tickled by at least one animal, the ibis salutes the newt.',
    ],
  ],
  [
    otters,
    '(X, tickle, heron) => (X, salute, newt)',
    [
      'If something tickles the heron, it salutes the newt.',
      'Any animal that tickles the heron also salutes the newt.',
      'Every creature tickling the heron will also salute the newt.',
      'Whoever tickles the heron salutes the newt.',
      'An animal salutes the newt whenever it tickles the heron.',
      'For any animal, if it tickles the heron, then it salutes the newt.',
      'If you know of an animal that it tickles the heron, you may add that it salutes the newt.',
      'All animals that tickle the heron salute the newt.',
      'If an animal tickles the heron, that same animal salutes the newt.',
      'The animal which tickles the heron is certain to salute the newt as well.',
      'When one individual tickles the heron, we can be sure that this individual salutes the newt too.',
      'Something that tickles the heron is known to salute the newt.',
      'Does an animal tickle the heron? If so, it salutes the newt.',
    ],
  ],
  [
    otters,
    '(otter, tickle, heron)^~(lynx, thank, heron) => (ibis, salute, newt)',
    [
      'If the otter tickles the heron and the lynx does not thank the heron, then the ibis salutes the newt.',
      "If both the otter tickles the heron and the lynx doesn't thank the heron, the ibis salutes the newt.",
      'Two things must hold for the ibis to salute the newt: the otter tickles the heron and the lynx never thanks the heron.',
      'When the otter tickles the heron, while the lynx will not thank the heron, it is safe to say that the ibis salutes the newt.',
      'The ibis salutes the newt if the otter tickles the heron but the lynx does not thank the heron.',
      'The otter tickles the heron and the lynx does not thank the heron. From these two facts we deduce that the ibis salutes the newt.',
      'If, first, the otter tickles the heron and, second, the lynx is not going to thank the heron, then the ibis salutes the newt.',
      'To conclude that the ibis salutes the newt, we need two premises: that the otter tickles the heron, and that the lynx fails to thank the heron.',
    ],
  ],
  [
    otters,
    '(otter, tickle, heron) => ~(ibis, salute, newt)',
    [
      'If the otter tickles the heron, the ibis does not salute the newt.',
      'The ibis will not salute the newt whenever the otter tickles the heron.',
      'If the otter tickles the heron, it is not the case that the ibis salutes the newt.',
      'The ibis, if the otter tickles the heron, never salutes the newt.',
      'If the otter tickles the heron, the ibis is never going to salute the newt.',
      'If the otter tickles the heron, then the ibis refuses to salute the newt.',
      "The ibis won't salute the newt in the event that the otter tickles the heron.",
    ],
  ],
  [
    otters,
    '(X, tickle, heron)^~(X, thank, lynx) => (X, salute, newt)',
    [
      'If something tickles the heron and does not thank the lynx, it salutes the newt.',
      'An animal that tickles the heron but does not thank the lynx salutes the newt.',
      'If an animal tickles the heron yet it does not thank the lynx, then it salutes the newt.',
      'If you see something that tickles the heron and at the same time does not thank the lynx, you can conclude that it salutes the newt.',
      "Be aware that whenever something tickles the heron and doesn't thank the lynx it will salute the newt.",
    ],
  ],
  [
    otters,
    '(ibis, have, a red hat) => (ibis, salute, newt)',
    [
      'If the ibis has a red hat, then it salutes the newt.',
      'The ibis salutes the newt if it has a red hat.',
      'Regarding the ibis: having a red hat means it salutes the newt.',
      'As for the ibis, in case it has a red hat, it salutes the newt.',
      'The ibis, provided that it has a red hat, salutes the newt.',
      'When it comes to the ibis, it will salute the newt when it has a red hat.',
    ],
  ],
  [
    deer,
    '(mole deer, bring a lamp to, stoat) => (gaur, paint the fence of, quail)',
    [
      'On learning that the mole deer brings a lamp to the stoat, anyone would say that the gaur paints the fence of the quail.',
      'The gaur paints the fence of the quail in all cases in which the mole deer brings a lamp to the stoat.',
      'If ever the mole deer brings a lamp to the stoat, count on the gaur painting the fence of the quail.',
      'It always holds that if the mole deer brings a lamp to the stoat, then the gaur paints the fence of the quail.',
      'The rule says: when the mole deer brings a lamp to the stoat the gaur will paint the fence of the quail.',
      'A sufficient condition for the gaur to paint the fence of the quail is that the mole deer brings a lamp to the stoat.',
      'We know the gaur paints the fence of the quail if we know the mole deer brings a lamp to the stoat.',
      'The mole deer bringing a lamp to the stoat guarantees that the gaur paints the fence of the quail.',
      "Under the assumption that the mole deer brings a lamp to the stoat, the gaur, of course, paints the quail's fence.",
      'The gaur paints the fence of the quail. This is the case if the mole deer brings a lamp to the stoat.',
      'In the situation that the mole deer brings a lamp to the stoat, it is inevitable that the gaur paints the fence of the quail.',
      'The gaur will paint the fence of the quail, for the mole deer brings a lamp to the stoat.',
      'Provided the mole deer is bringing a lamp to the stoat, the gaur paints the fence of the quail, and that is certain.',
      'Is it true that the mole deer brings a lamp to the stoat? Then it is also true that the gaur paints the fence of the quail.',
      'You can safely derive that the gaur paints the fence of the quail after observing that the mole deer brings a lamp to the stoat.',
      'If you find out that the mole deer brings a lamp to the stoat, add "the gaur paints the fence of the quail" to what you know.',
      'As a consequence of the mole deer bringing a lamp to the stoat, the gaur paints the fence of the quail.',
      'Anyone who sees that the mole deer brings a lamp to the stoat must accept that the gaur paints the fence of the quail.',
      'The gaur paints the fence of the quail - this happens whenever the mole deer brings a lamp to the stoat.',
      'No matter what else is known, if the mole deer brings a lamp to the stoat then the gaur paints the fence of the quail.',
    ],
  ],
  [
    deer,
    '(X, bring a lamp to, stoat) => (gaur, paint the fence of, quail)',
    [
      'The gaur paints the fence of the quail if somebody brings a lamp to the stoat.',
      'Seeing any animal bring a lamp to the stoat is enough to conclude that the gaur paints the fence of the quail.',
      'As long as there is one animal that brings a lamp to the stoat, the gaur paints the fence of the quail.',
      'If it turns out that an animal brings a lamp to the stoat, then the gaur certainly paints the fence of the quail.',
      'The fact that some animal brings a lamp to the stoat, whichever animal it may be, implies that the gaur paints the fence of the quail.',
      'Given at least one creature who brings a lamp to the stoat, the gaur paints the fence of the quail.',
    ],
  ],
  [
    deer,
    '(X, bring a lamp to, stoat) => ~(X, paint the fence of, quail)',
    [
      'No animal that brings a lamp to the stoat paints the fence of the quail.',
      'An individual will not paint the fence of the quail if it brings a lamp to the stoat.',
      'Those animals which bring a lamp to the stoat do not paint the fence of the quail.',
      'If you hear that an animal brings a lamp to the stoat, you know that this animal does not paint the fence of the quail.',
      'If anything brings a lamp to the stoat, then that thing never paints the fence of the quail.',
      'Each animal bringing a lamp to the stoat refuses to paint the fence of the quail.',
      'Consider an animal that brings a lamp to the stoat: it does not paint the fence of the quail.',
      'From the observation that a creature brings a lamp to the stoat, it follows that the creature does not paint the fence of the quail.',
    ],
  ],
  [
    deer,
    '~(mole deer, bring a lamp to, gaur)^(stoat, bring a lamp to, gaur) => (gaur, paint the fence of, quail)',
    [
      'If we have that the mole deer does not bring a lamp to the gaur and that the stoat brings a lamp to the gaur, we have that the gaur paints the fence of the quail.',
      'Once the mole deer does not bring a lamp to the gaur but the stoat does bring a lamp to the gaur, then the gaur paints the fence of the quail.',
      "The gaur paints the fence of the quail under two conditions: first, the mole deer doesn't bring a lamp to the gaur; second, the stoat brings a lamp to the gaur.",
      'Because the mole deer does not bring a lamp to the gaur, and because the stoat brings a lamp to the gaur, the gaur paints the fence of the quail.',
      'The mole deer not bringing a lamp to the gaur, together with the stoat bringing a lamp to the gaur, means that the gaur paints the fence of the quail.',
    ],
  ],
  [
    deer,
    '(gaur, have, a wooden boat) => (gaur, paint the fence of, quail)',
    [
      'The gaur, when it has a wooden boat, paints the fence of the quail.',
      'If the gaur happens to have a wooden boat, the gaur is sure to paint the fence of the quail.',
      'The gaur paints the fence of the quail because it has a wooden boat.',
      'We may be sure that the gaur paints the fence of the quail so long as the gaur has a wooden boat.',
      'Speaking of the gaur, one thing is clear: if it has a wooden boat, it paints the fence of the quail.',
    ],
  ],
  [
    yaks,
    '(yak, polish the boots of, tree frog) => (mink, lecture, yak)',
    [
      'Here is a fact about the mink: it lectures the yak as soon as the yak polishes the boots of the tree frog.',
      'The yak polishes the boots of the tree frog? Well, then the mink lectures the yak.',
      "From the yak polishing the tree frog's boots, it may be concluded that the mink lectures the yak.",
      'Under the circumstance that the yak polishes the boots of the tree frog, the mink lectures the yak without exception.',
      'There is no doubt that the mink lectures the yak when the yak polishes the boots of the tree frog.',
      'The mink lectures the yak, and that follows from the fact that the yak polishes the boots of the tree frog.',
      'Every time the yak polishes the boots of the tree frog, the mink lectures the yak.',
      'By this rule, the yak polishing the boots of the tree frog leads to the mink lecturing the yak.',
      'If you have established that the yak polishes the boots of the tree frog, you are entitled to claim that the mink lectures the yak.',
      'The premise is that the yak polishes the boots of the tree frog and the conclusion is that the mink lectures the yak.',
      'It suffices that the yak polishes the boots of the tree frog; the mink then lectures the yak.',
      'Premise: the yak polishes the boots of the tree frog. Conclusion: the mink lectures the yak.',
      "It can't be otherwise: if the yak polishes the boots of the tree frog, the mink is going to lecture the yak.",
      'The mink lectures the yak - provided, that is, that the yak polishes the boots of the tree frog.',
      'We infer that the mink lectures the yak from the observation that the yak polishes the boots of the tree frog.',
    ],
  ],
  [
    yaks,
    '(X, polish the boots of, tree frog) => (mink, lecture, yak)',
    [
      'The mink lectures the yak as soon as a single animal polishes the boots of the tree frog.',
      'If at least one of the animals polishes the boots of the tree frog, this leads to the mink lecturing the yak.',
      'When there is someone who polishes the boots of the tree frog, the mink will not fail to lecture the yak.',
      'If any of the players polishes the boots of the tree frog, then one knows that the mink lectures the yak.',
    ],
  ],
  [
    yaks,
    '(X, polish the boots of, tree frog) => ~(X, lecture, yak)',
    [
      'An animal polishing the boots of the tree frog is not going to lecture the yak.',
      'If an animal polishes the boots of the tree frog, we can be certain it does not lecture the yak.',
      'Suppose that some animal polishes the boots of the tree frog; it will then not lecture the yak.',
      'Animals that polish the boots of the tree frog do not lecture the yak.',
      "Creatures which polish the tree frog's boots never lecture the yak.",
      'The one who polishes the boots of the tree frog does not lecture the yak.',
      'If something polishes the boots of the tree frog, you can rule out that it lectures the yak.',
    ],
  ],
  [
    yaks,
    '(mink, have, a name that starts with "R") => (mink, lecture, yak)',
    [
      'The mink lectures the yak in case the mink has a name that starts with "R".',
      'If it has a name that starts with "R", the mink lectures the yak.',
    ],
  ],
];

describe.each(rules)('readTheory, beside "%s": %s', (facts, rule, sentences) => {
  it.each(sentences)('%s', (sentence) => {
    const { theory, unread } = readTheory(`${facts} Rule1: ${sentence} Does the otter thank the newt?`);
    expect(unread).toEqual([]);
    expect(theory.rules.map(formatRule)).toEqual([`Rule1: ${rule}`]);
  });
});

describe('readTheory, what it does not claim to understand', () => {
  it.each([
    'The ibis salutes the newt unless the otter tickles the heron.',
    'The ibis salutes the newt only if the otter tickles the heron.',
    'If the otter tickles the heron or the lynx thanks the heron, then the ibis salutes the newt.',
    'The otter tickles the heron and the ibis salutes the newt.',
    'If no animal tickles the heron, the ibis salutes the newt.',
    'If the otter tickles the heron, then the ibis salutes the newt and the lynx thanks the heron.',
  ])('%s', (sentence) => {
    const { theory, unread } = readTheory(`${otters} Rule1: ${sentence} Does the otter thank the newt?`);
    expect(unread).toEqual([`Rule1: ${sentence}`]);
    expect(theory.rules).toEqual([]);
  });
});

describe('readTheory, conjunctions it has never heard of', () => {
  it.each([
    ['The ibis salutes the newt zoops the otter tickles the heron.', 'Rule1: (otter, tickle, heron) => (ibis, salute, newt)'],
    ['Zoops the otter tickles the heron, the ibis salutes the newt.', 'Rule1: (otter, tickle, heron) => (ibis, salute, newt)'],
    [
      'Zoops the otter tickles the heron and the lynx thanks the heron, the ibis salutes the newt.',
      'Rule1: (otter, tickle, heron)^(lynx, thank, heron) => (ibis, salute, newt)',
    ],
  ])('%s', (sentence, rule) => {
    expect(readTheory(`${otters} Rule1: ${sentence} Does the otter thank the newt?`).theory.rules.map(formatRule)).toEqual([rule]);
  });
});

describe('readPreference', () => {
  it.each<[string, [string, string][] | null]>([
    ['Rule2 is preferred over Rule1.', [['Rule2', 'Rule1']]],
    ['Rule 2 takes precedence over Rule 1.', [['Rule2', 'Rule1']]],
    ['Rule2 overrides Rule1.', [['Rule2', 'Rule1']]],
    ['Rule2 has a higher priority than Rule1.', [['Rule2', 'Rule1']]],
    ['We prefer Rule2 to Rule1.', [['Rule2', 'Rule1']]],
    [
      'Rule2 beats both Rule1 and Rule3.',
      [
        ['Rule2', 'Rule1'],
        ['Rule2', 'Rule3'],
      ],
    ],
    ['Rule1 is weaker than Rule2.', [['Rule2', 'Rule1']]],
    ['Rule1 is overruled by Rule2.', [['Rule2', 'Rule1']]],
    ['Rule1 gives way to Rule2.', [['Rule2', 'Rule1']]],
    ['Between Rule1 and Rule2, Rule2 wins.', [['Rule2', 'Rule1']]],
    ['If Rule1 and Rule2 conflict, we trust Rule2.', [['Rule2', 'Rule1']]],
    ['In a conflict of Rule1 with Rule2, Rule1 loses.', [['Rule2', 'Rule1']]],
    ['Rule1 and Rule2 are about the cat.', null],
    ['Rule2 is preferred.', null],
  ])('%s', (sentence, expected) => {
    expect(readPreference(sentence)).toEqual(expected);
  });
});

describe('readTheory, questions and facts', () => {
  const ask = (question: string) => {
    const asked = readTheory(`${otters} ${question}`).question;
    return asked && formatLiteral(asked);
  };
  it.each([
    ['Does the otter tickle the newt?', '(otter, tickle, newt)'],
    ['Given all this, is the otter going to tickle the newt?', '(otter, tickle, newt)'],
    ['Is it true that the otter does not tickle the newt?', '~(otter, tickle, newt)'],
    ['Can we conclude that the otter tickles the newt?', '(otter, tickle, newt)'],
    ['Is the newt tickled by the otter?', '(otter, tickle, newt)'],
  ])('%s', (question, expected) => {
    expect(ask(question)).toBe(expected);
  });

  it.each([
    ['It is a fact that the otter tickles the newt.', ['(otter, tickle, newt)']],
    ['We also know that the otter has three hats.', ['(otter, have, three hats)']],
    ['The newt is not tickled by the otter.', ['~(otter, tickle, newt)']],
    ['It is not true that the otter tickles the newt.', ['~(otter, tickle, newt)']],
    ['The otter has lost her keys and has no friends.', ['(otter, lose, her keys)', '~(otter, have, friends)']],
    ["The otter tickles the newt's belly, but the newt doesn't mind.", ['(otter, tickle the belly of, newt)', '~(newt, mind, )']],
    ['The otter laughed.', ['(otter, laugh, )']],
  ])('%s', (sentence, expected) => {
    const { theory, unread } = readTheory(`${otters} ${sentence}`);
    expect(unread).toEqual([]);
    expect(theory.facts.slice(3).map(formatLiteral)).toEqual(expected);
  });
});
