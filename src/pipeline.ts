import { randomUUID } from 'node:crypto';
import type { Answer, PipelineEvent } from './answer.ts';
import { citations, sentenceCitations } from './citations.ts';
import { composeAnswer } from './compose-answer.ts';
import type { Memory } from './conflict/declared-memory.ts';
import { elicit } from './conflict/elicit.ts';
import { type PolicyInput, parsePolicy } from './conflict/policy.ts';
import { checkedInstant, resolve } from './conflict/resolve.ts';
import { defined } from './defined.ts';
import { AccordError, throwIfAborted } from './errors.ts';
import type { ScoredPassage } from './passage.ts';
import { type PipelineOptions, parsePipelineOptions, rerankDepth } from './pipeline-options.ts';
import { addUsage, type ModelUsage } from './reader/model-usage.ts';
import type { Reader, Turn } from './reader/reader.ts';
import type { FeedbackLog, FeedbackReceipt } from './rerank/preference/feedback/feedback-log.ts';
import { rememberAnswers } from './rerank/preference/feedback/remember-answers.ts';
import type { Reranker } from './rerank/reranker.ts';
import type { Filter } from './retrieval/filter.ts';
import type { RetrievalMode, Retriever } from './retrieval/retriever.ts';

export interface PipelineParts extends PipelineOptions {
  store: Retriever;
  /** Orders what was retrieved; without one the reader reads in the order of retrieval. */
  reranker?: Reranker | undefined;
  reader: Reader;
  /** Remembers answers, so that people can say which passages helped. */
  feedback?: FeedbackLog | undefined;
  /** What is known without passages, where the reader has no memory of its own. */
  memory?: Memory | undefined;
  /** How disagreement is decided, and when to abstain; a question may bring another. */
  policy?: PolicyInput | undefined;
}

export interface AnswerOptions extends PipelineOptions {
  /** Only passages that fulfil it are retrieved. */
  filter?: Filter | undefined;
  /** What the user says beside the question; what it states outranks passages and memory. */
  instruction?: string | undefined;
  /** What the user wants taken for true, with the same rank. "If …" in the question itself is found without them. */
  assumptions?: readonly string[] | undefined;
  /** Earlier turns, oldest first, for readers that follow a conversation. */
  history?: readonly Turn[] | undefined;
  policy?: PolicyInput | undefined;
  /** The time asked about, ISO 8601: what was not valid then is not used, and a later date makes no claim newer. */
  at?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The way of a question: retrieve, rerank, read every passage by itself, decide between what they claim, answer with citations. The parts stay the caller's: closing them is up to who opened them.
 *
 * @example
 * const pipeline = createPipeline({ store, reranker, reader });
 * const answer = await pipeline.answer('Who wrote the opera Fidelio?');
 */
export interface Pipeline {
  /** @throws AccordError `invalid-input` for an empty question or a bad option, `invalid-config` for a bad policy, `aborted` when the signal fires. */
  answer(question: string, options?: AnswerOptions): Promise<Answer>;
  /** The same, step by step. */
  stream(question: string, options?: AnswerOptions): AsyncIterable<PipelineEvent>;
  /**
   * Takes a person's word on whether a passage of an answer helped; both sides of a contradiction are kept.
   *
   * @throws AccordError `not-found` for an answer that is not remembered or a passage that it did not have, `invalid-config` without a log
   */
  feedback(answerId: string, passageId: string, helpful: boolean): Promise<FeedbackReceipt>;
}

export function createPipeline({ store, reranker, reader, memory, policy: general, feedback: log, ...options }: PipelineParts): Pipeline {
  const defaults = parsePipelineOptions(options);
  const generalPolicy = parsePolicy(general);

  async function* steps(
    given: string,
    { filter, instruction, assumptions, history, policy: own, at, signal, ...overrides }: AnswerOptions = {},
  ): AsyncGenerator<PipelineEvent> {
    if (given.trim() === '') {
      throw new AccordError('invalid-input', 'The question is empty.', 'Ask in at least one word.');
    }
    const { k, depth = reranker ? rerankDepth : k, retriever, form } = parsePipelineOptions({ ...defaults, ...defined(overrides) });
    const policy = own === undefined ? generalPolicy : parsePolicy(own);
    checkedInstant(at);
    const compose = form === 'long' ? composerOf(reader) : undefined;

    let model: ModelUsage | undefined;
    const onUsage = (usage: ModelUsage) => (model = model ? addUsage(model, usage) : usage);
    // A follow-up question finds nothing by itself.
    const rewrite = history?.length && reader.standalone ? reader.standalone.bind(reader) : undefined;
    const rewritten = rewrite && (await timed(() => rewrite({ question: given, history: history!, signal, onUsage }), signal));
    const question = rewritten?.result ?? given;

    const retrieval = await timed(() => store.retrieve(question, { k: Math.max(k, depth), mode: retriever, filter, signal }), signal);
    const found = retrieval.result;
    yield { type: 'retrieval-end', passages: found };

    const rerank = reranker && found.length > 0 ? await timed(() => reranker.rank(question, found, { signal }), signal) : undefined;
    const passages = rerank?.result ?? found;
    if (rerank) yield { type: 'rerank-end', passages };

    const read = passages.slice(0, k);
    const asked = { question, passages: read, reader, instruction, assumptions, memory, signal, onUsage, ...(!rewritten && { history }) };
    const reading = await timed(() => elicit(asked), signal);
    const { claims, statements } = reading.result;
    yield { type: 'claims-end', claims };

    const conflict = await timed(async () => resolve(claims, policy, { question, at }), signal);
    const decision = conflict.result;
    yield { type: 'decision', decision };

    const start = performance.now();
    const wishes = [instruction, ...(assumptions ?? [])].filter((wish) => wish?.trim()).join('\n');
    const request = { question, passages: read, instruction: wishes, signal, onUsage, ...(!rewritten && { history }) };
    const long = compose && (yield* composeAnswer(compose, request, { claims, decision }));
    const composing = performance.now() - start;
    const text = long?.text ?? decision.winners.map(({ answer }) => answer).join('; ');
    if (!long && text) yield { type: 'answer-delta', text };
    const cited = { passages: read, statements };
    yield {
      type: 'answer-end',
      answer: {
        id: randomUUID(),
        question: given,
        text,
        abstained: long ? text === '' : decision.abstained,
        ...(long ? sentenceCitations(long.sentences, cited) : { citations: citations(decision, cited) }),
        decision,
        claims,
        statements,
        passages,
        trace: {
          retriever: retriever ?? usedMode(found),
          ...(reranker && { reranker: reranker.id }),
          reader: reader.id,
          ...(model && { model }),
          ...(rewritten && { standalone: question }),
          retrieved: found.length,
          read: read.length,
          timings: {
            retrieval: retrieval.time,
            ...(rerank && { rerank: rerank.time }),
            reading: reading.time,
            conflict: conflict.time,
            ...(long && { composing }),
            total: (rewritten?.time ?? 0) + retrieval.time + (rerank?.time ?? 0) + reading.time + conflict.time + (long ? composing : 0),
          },
        },
      },
    };
  }

  const stream: Pipeline['stream'] = (question, given) => (log ? rememberAnswers(steps(question, given), log) : steps(question, given));

  async function answer(question: string, options?: AnswerOptions): Promise<Answer> {
    for await (const event of stream(question, options)) {
      if (event.type === 'answer-end') return event.answer;
    }
    throw new AccordError('internal', 'The pipeline ended without an answer.', 'Report this as a defect.');
  }

  async function feedback(answerId: string, passageId: string, helpful: boolean): Promise<FeedbackReceipt> {
    if (log) return log.add({ answerId, passageId, helpful });
    throw new AccordError(
      'invalid-config',
      'This pipeline remembers no answers.',
      "Give it a log: createPipeline({ …, feedback: await openFeedbackLog('rag.sqlite.feedback') }).",
    );
  }

  return { answer, stream, feedback };
}

function composerOf(reader: Reader): NonNullable<Reader['compose']> {
  if (reader.compose) return reader.compose.bind(reader);
  throw new AccordError(
    'invalid-input',
    `The reader ${reader.id} writes no long answers.`,
    'Use one with a language model (chatReader, --llm), or ask for a short answer.',
  );
}

/** The result of a stage with the milliseconds that it took. A stage does not begin once the signal has fired. */
async function timed<T>(stage: () => Promise<T>, signal: AbortSignal | undefined): Promise<{ result: T; time: number }> {
  throwIfAborted(signal);
  const start = performance.now();
  return { result: await stage(), time: performance.now() - start };
}

function usedMode(passages: ScoredPassage[]): RetrievalMode {
  const scores = passages[0]?.scores;
  if (scores?.fused !== undefined) return 'hybrid';
  return scores?.dense !== undefined ? 'dense' : 'bm25';
}
