import type { ScoredPassage } from '../passage.ts';
import type { Judgement } from '../rerank/judge.ts';
import type { JudgementSummary } from '../rerank/llm-judge/summarize-judgements.ts';
import { formatTable } from './output.ts';
import { oneLine, snippet } from './snippet.ts';

/** The passages by rank with their verdicts, then what was asked. */
export function renderJudgement(passages: readonly ScoredPassage[], judgement: Judgement): string {
  const rows = judgement.verdicts
    .map((verdict, i) => ({ ...verdict, passage: passages[i]!.passage }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ rank, useful, selected, passage }) => [
      String(rank),
      useful === null ? 'unread' : useful.toFixed(3),
      selected === null ? '' : selected ? 'yes' : 'no',
      oneLine(passage.title ?? passage.id),
      snippet(passage.text),
    ]);
  const columns = [
    { header: '', align: 'right' as const },
    { header: 'useful', align: 'right' as const },
    { header: 'chosen' },
    { header: 'passage' },
    { header: '' },
  ];
  const { pairs, cost, unread, logprobs } = judgement;
  return [
    formatTable(columns, rows),
    '',
    ...describeAsking({ cost, unread, counted: logprobs === false ? 1 : 0, pairs: pairs ?? null }),
  ].join('\n');
}

/** What judging a file came to. */
export function renderJudgements(summary: JudgementSummary): string {
  const { questions, passages, selected, unjudged } = summary;
  const chosen = selected === null ? '' : `, ${selected} chosen`;
  const left = unjudged === 0 ? '' : `, ${unjudged} without a readable verdict`;
  return [`${questions} questions, ${passages} passages${chosen}${left}`, ...describeAsking(summary)].join('\n');
}

function describeAsking({ cost, unread, counted, pairs }: Pick<JudgementSummary, 'cost' | 'unread' | 'counted' | 'pairs'>): string[] {
  const { requests, cached, promptTokens, completionTokens } = cost;
  const known = cached === 0 ? '' : `, ${cached} of them answered by the cache`;
  return [
    `${requests} requests${known}; ${promptTokens} prompt and ${completionTokens} reply tokens; ${unread} replies could not be read`,
    ...(counted === 0 ? [] : ['The server gives no token probabilities: replies were counted.']),
    ...(pairs === null
      ? []
      : [
          `${pairs.orderDependent} of ${pairs.pairs - pairs.unread} pairs depend on their order; ${pairs.cyclic} of ${pairs.triples} triples are cyclic`,
        ]),
  ];
}
