import type { Paraphrase } from '../../src/conflict/rules/text/clauses.ts';

/** Wordings of one relation in BoardgameQA, from its train and valid parts, in the form that `readTheory` wants. */
export const boardgameParaphrases: readonly Paraphrase[] = [
  [/ (?:whose owner is|that belongs to|that is in possession of) /, ' of '],
  [/^become an actual enemy /, 'become an enemy '],
  [/^give a magnifying glass /, 'give a magnifier '],
  [/^hold an equal number /, 'hold the same number '],
  [/^know the defense plan /, 'know the defensive plans '],
  [/^learn elementary resource management /, 'learn the basics of resource management '],
  [/^need the support of /, 'need support from '],
  [/^offer a job position /, 'offer a job '],
  [/^owe \$\$\$ /, 'owe money '],
  [/^proceed to the spot that is right after the spot of /, 'proceed to the spot right after '],
  [/^raise a flag of peace /, 'raise a peace flag '],
  [/^remove from the board one /, 'remove one '],
  [/^show her cards \(all of them\) /, 'show all her cards '],
  [/^sing a song of victory /, 'sing a victory song '],
  [/^steal five of the points of /, 'steal five points from '],
];
