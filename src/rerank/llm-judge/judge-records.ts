import type { ScoredPassage } from '../../passage.ts';
import type { Judgement } from '../judge.ts';
import { contentHash, type PreferenceRecord, recordVersion } from '../preference/record.ts';

export interface JudgedQuestion {
  id: string;
  text: string;
  /** Right answers, where they are known. */
  answers?: readonly string[] | undefined;
}

/**
 * The verdicts of a judge as preference records, one a passage; those that could not be read give none. `rank` is the place in the list given, from 1. Of pairs
 * and ranks `useful` compares with the other passages of the list, so that its mean is ½ whatever they are worth.
 */
export function judgeRecords(
  { id, text, answers = [] }: JudgedQuestion,
  passages: readonly Pick<ScoredPassage, 'passage' | 'scores'>[],
  { verdicts }: Judgement,
  judge: { id: string; promptHash: string },
): PreferenceRecord[] {
  return verdicts.flatMap(({ useful }, i): PreferenceRecord[] => {
    if (useful === null) return [];
    const { passage, scores } = passages[i]!;
    return [
      {
        schemaVersion: recordVersion,
        question: { id, text, answers: [...answers] },
        passage: {
          id: passage.id,
          ...(passage.title !== undefined && { title: passage.title }),
          text: passage.text,
          contentHash: contentHash(passage),
          rank: i + 1,
          ...(Object.keys(scores).length > 0 && { scores: { ...scores } }),
        },
        degree: 2 * useful - 1,
        degreeUnit: 'verdict',
        reader: judge.id,
        promptHash: judge.promptHash,
        signal: 'judge',
        outcomes: [{ useful }],
      },
    ];
  });
}
