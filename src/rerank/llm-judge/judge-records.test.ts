import { expect, it } from 'vitest';
import type { ScoredPassage } from '../../passage.ts';
import { degreeOf } from '../preference/degree.ts';
import { contentHash, PreferenceRecord } from '../preference/record.ts';
import { judgeRecords } from './judge-records.ts';
import { llmJudge } from './llm-judge.ts';
import { judgePromptHash } from './prompts.ts';
import { scriptedModel } from './scripted-model.case.ts';

it('verdicts become valid records; the unread none', async () => {
  const passages = ['helps', 'unclear', 'useless'].map(
    (text, i): ScoredPassage => ({
      passage: { id: `p${i}`, text, document: { id: `p${i}` }, metadata: {} },
      scores: i === 0 ? { bm25: 3 } : {},
      ranks: {},
    }),
  );
  const model = scriptedModel((_, prompt) =>
    prompt.includes('helps\n') ? { yes: 0.9, no: 0.1 } : prompt.includes('unclear') ? { hm: 1 } : { no: 1 },
  );
  const judge = llmJudge({ model });
  const judgement = await judge.judge(
    'Who?',
    passages.map(({ passage }) => passage),
  );
  const records = judgeRecords({ id: 'q', text: 'Who?' }, passages, judgement, { id: judge.id, promptHash: judgePromptHash('point') });
  expect(records.map((record) => PreferenceRecord.parse(record))).toEqual(records);
  expect(records.map(({ passage, degree }) => [passage.id, passage.rank, degree])).toEqual([
    ['p0', 1, expect.closeTo(0.8)],
    ['p2', 3, -1],
  ]);
  expect(records[0]).toMatchObject({
    signal: 'judge',
    reader: 'llm-judge(point, scripted)',
    passage: { contentHash: contentHash(passages[0]!.passage), scores: { bm25: 3 } },
  });
  for (const record of records) expect(degreeOf(record)).toEqual({ degree: record.degree, unit: 'verdict' });
});

it('prompts of other forms have other hashes', () => {
  const hashes = (['point', 'digit', 'pair', 'set', 'rank'] as const).map(judgePromptHash);
  expect(new Set(hashes).size).toBe(5);
});
