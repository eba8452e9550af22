import { expect, it } from 'vitest';
import { judgeForms } from '../../src/rerank/llm-judge/options.ts';
import { type Script, scriptedModel } from '../../src/rerank/llm-judge/scripted-model.case.ts';
import type { CandidateKind, CandidateList } from './candidates.ts';
import { judgeSystems } from './judge-systems.ts';
import { JudgeSuiteOptions } from './options.ts';

const kinds: CandidateKind[] = ['weak noise', 'hard noise', 'gold', 'counterfactual', 'hard noise'];
const list: CandidateList = {
  id: 'q',
  question: 'Who?',
  answers: ['x'],
  candidates: kinds.map((kind, i) => ({ id: `p${i}`, text: `${kind} ${i}`, kind })),
};
const options = JudgeSuiteOptions.parse({ samples: 3 });
const lines = (prompt: string): string[] => prompt.split('\n').filter((line) => /^\[\d+\] /.test(line));

/** Knows the gold passage. */
const knowing: Script = (_, prompt) => {
  if (prompt.includes('yes or no')) return prompt.includes('gold') ? { yes: 0.9, no: 0.1 } : { yes: 0.1, no: 0.9 };
  if (prompt.includes('one digit')) return prompt.includes('gold') ? { '8': 1 } : { '1': 1 };
  if (prompt.includes('one letter')) return prompt.split('Passage B:')[0]!.includes('gold') ? { A: 1 } : { B: 1 };
  const gold = lines(prompt).findIndex((line) => line.includes('gold'));
  return JSON.stringify({ answer: 'x', passages: [gold + 1, ...(prompt.includes('all 5') ? [1, 2, 3, 4, 5] : [])] });
};

it.each(judgeForms)('a model that knows the right passage is right in form %s', async (form) => {
  const systems = await judgeSystems(scriptedModel(knowing), form, list, options, {});
  for (const values of Object.values(systems)) {
    expect(values).toMatchObject({ F1: 1, RR: 1, AUC: 1 });
    expect(values['unread replies']).toBe(0);
  }
  expect(Object.keys(systems)).toEqual(
    {
      point: ['point'],
      digit: ['digit'],
      pair: ['pair, Bradley–Terry', 'pair, general preference'],
      set: ['set, one order', 'set, 3 orders'],
      rank: ['rank, one order', 'rank, 3 orders', 'rank, 3 orders, central ranking'],
    }[form],
  );
});

it('a model that likes the first place is caught, and aggregation helps', async () => {
  const model = scriptedModel(() => '{"answer": "", "passages": [1, 2, 3, 4, 5]}');
  const systems = await judgeSystems(model, 'rank', list, JudgeSuiteOptions.parse({ samples: 50 }), {});
  const [one, many] = [systems['rank, one order']!, systems['rank, 50 orders']!];
  // Shuffles alone: half of the pairs change between two of them.
  expect(one['ranking change']).toBeGreaterThan(0.42);
  expect(one['ranking change']).toBeLessThan(0.58);
  expect(one.requests).toBe(1);
  expect(many.requests).toBe(50);
  expect(model.requests).toHaveLength(100);
  const pair = await judgeSystems(
    scriptedModel(() => 'A'),
    'pair',
    list,
    options,
    {},
  );
  expect(pair['pair, Bradley–Terry']).toMatchObject({ 'pairs changed by order': 1, AUC: 0.5 });
});

it('a model that cannot be read has the scores of chance and says so', async () => {
  for (const form of judgeForms) {
    for (const values of Object.values(
      await judgeSystems(
        scriptedModel(() => 'Sorry.'),
        form,
        list,
        options,
        {},
      ),
    )) {
      expect(values['unread replies']).toBe(1);
      expect(values.AUC).toBe(0.5);
    }
  }
});
