import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { ChatMessage, Generation, LanguageModel, Likelihood } from '../../llm/language-model.ts';
import type { ScoredPassage } from '../../passage.ts';
import { contextClaim } from '../context-claim.ts';
import { usageOfLikelihood } from '../model-usage.ts';
import type { Claim, LikelihoodRequest, LongAnswer, Reader, ReadOptions, ReadRequest, StandaloneRequest } from '../reader.ts';
import { ModelSession } from './ask-model.ts';
import { ContextRoom } from './context-room.ts';
import { findEvidence } from './find-evidence.ts';
import { longAnswer, withoutMarkers } from './long-answer.ts';
import { saysNoAnswer } from './no-answer.ts';
import { ChatReaderOptions } from './options.ts';
import { parseAnswers, parseProse, type StatedAnswer } from './parse-answers.ts';
import { type PassageBlock, passageBlock } from './passage-block.ts';
import {
  answersSchema,
  closedBookPrompt,
  closedBookSchema,
  likelihoodPrompt,
  longAnswerPrompt,
  promptVersion,
  repairPrompt,
  shortAnswerPrompt,
} from './prompts.ts';
import { replyConfidence } from './reply-confidence.ts';
import { standaloneQuestion } from './standalone-question.ts';

/** An answer that no passage supports is the model's own, and trusted half. */
const unsupportedTrust = 0.5;

export interface ChatReader extends Reader {
  closedBook: NonNullable<Reader['closedBook']>;
  standalone: NonNullable<Reader['standalone']>;
  compose: NonNullable<Reader['compose']>;
}

/**
 * Reads passages with a language model. Answers come as JSON, held to a schema where the server can, else read tolerantly and asked for once
 * more; an answer is a claim of level `context` where its quotation or the answer itself stands in a passage, and else, without evidence, of level
 * `parametric`. Passages are data between delimiters that they cannot forge. What a model does not manage (structure, log-probabilities, a
 * context for all passages) is done without, and told in `onUsage`.
 *
 * `likelihood` puts plain text to the model, without its chat template, and is there only where the model can score.
 *
 * @throws AccordError `invalid-config` for bad options; when reading, as the model does
 *
 * @example
 * const reader = chatReader({ model: openAiCompatible({ model: 'smollm2-135m-instruct', baseUrl: 'http://127.0.0.1:8181/v1' }) });
 * const [best] = await reader.read({ question: 'Who wrote Fidelio?', passages });
 */
export function chatReader({ model, ...options }: { model: LanguageModel } & ChatReaderOptions): ChatReader {
  const parsed = ChatReaderOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError(
      'invalid-config',
      `Options of the chat reader: ${z.prettifyError(parsed.error)}`,
      'Correct the options named above.',
    );
  }
  return new ModelReader(model, parsed.data);
}

class ModelReader implements ChatReader {
  readonly id: string;
  readonly promptHash = promptVersion;
  readonly independent: boolean;
  readonly likelihood?: NonNullable<Reader['likelihood']>;
  readonly #model: LanguageModel;
  readonly #options: z.infer<typeof ChatReaderOptions>;
  readonly #room: ContextRoom;

  constructor(model: LanguageModel, options: z.infer<typeof ChatReaderOptions>) {
    const { passages, temperature } = options;
    const set = [promptVersion, ...(passages === 'separately' ? [passages] : []), ...(temperature > 0 ? [`t${temperature}`] : [])];
    this.id = `chat(${model.id}/${set.join('/')})`;
    this.independent = passages === 'separately';
    this.#model = model;
    this.#options = options;
    this.#room = new ContextRoom(options.contextTokens);
    if (model.score) this.likelihood = (request) => this.#likelihood(request);
  }

  async read({ question, passages, instruction, history = [], ...options }: ReadRequest): Promise<Claim[]> {
    return this.#counted(options, async (session) => {
      const asked = await standaloneQuestion(question, history, session);
      const groups = this.#options.passages === 'together' ? [passages] : passages.map((passage) => [passage]);
      const claims = await Promise.all(groups.map((group) => this.#readGroup(asked, group, instruction, session)));
      return claims.flat().sort((a, b) => b.confidence - a.confidence);
    });
  }

  async closedBook(question: string, options: ReadOptions = {}): Promise<Claim[]> {
    return this.#counted(options, async (session) => {
      const { stated, reply } = await this.#ask(closedBookPrompt(question), closedBookSchema, session);
      return stated.map(({ answer }) => parametricClaim(answer, replyConfidence(answer, reply.logprobs)));
    });
  }

  async standalone({ question, history, ...options }: StandaloneRequest): Promise<string> {
    return this.#counted(options, (session) => standaloneQuestion(question, history, session));
  }

  async #likelihood({ question, passages, answer, signal, onUsage }: LikelihoodRequest): Promise<Likelihood> {
    const promptOf = (kept: readonly ScoredPassage[]) =>
      likelihoodPrompt(question, passages.length === 0 ? undefined : blockOf(kept, question));
    const prompt = (kept: readonly ScoredPassage[]) => [{ role: 'user' as const, content: promptOf(kept) + answer }];
    return this.#room.ask(passages, { reply: 1, prompt }, async ({ kept }) => {
      const likelihood = await this.#model.score!(promptOf(kept), ` ${answer.trim()}`, { signal });
      onUsage?.(usageOfLikelihood(likelihood));
      return likelihood;
    });
  }

  async *compose({ question, passages, instruction, history = [], ...options }: ReadRequest): AsyncGenerator<string, LongAnswer> {
    const session = this.#session(options);
    try {
      const asked = await standaloneQuestion(question, history, session);
      if (passages.length === 0) return { text: '', sentences: [] };
      const prompt = (kept: readonly ScoredPassage[]) => longAnswerPrompt({ question: asked, block: blockOf(kept, asked), instruction });
      const { longMaxTokens: maxTokens } = this.#options;
      // The first piece is there when the server has taken the prompt.
      const { pieces, first, kept } = await this.#room.ask(passages, { reply: maxTokens, prompt }, async (fitting) => {
        const begun = withoutMarkers(session.stream(prompt(fitting.kept), { maxTokens }));
        return { pieces: begun, first: await begun.next(), kept: fitting.kept };
      });
      if (kept.length < passages.length) session.note('passages-dropped');
      let piece = first;
      for (; !piece.done; piece = await pieces.next()) yield piece.value;
      const { text } = piece.value;
      return saysNoAnswer(text) ? { text: '', sentences: [] } : longAnswer(text, kept);
    } finally {
      options.onUsage?.(session.usage);
    }
  }

  async #readGroup(
    question: string,
    passages: readonly ScoredPassage[],
    instruction: string | undefined,
    session: ModelSession,
  ): Promise<Claim[]> {
    if (passages.length === 0) return [];
    const prompt = (kept: readonly ScoredPassage[]) => shortAnswerPrompt({ question, block: blockOf(kept, question), instruction });
    return this.#room.ask(passages, { reply: this.#options.maxTokens, prompt }, async ({ kept, dropped, cut }) => {
      const { stated, reply } = await this.#ask(prompt(kept), answersSchema, session);
      if (dropped > 0 || cut) session.note('passages-dropped');
      return stated.flatMap((answer) => claimsOf(answer, kept, replyConfidence(answer.answer, reply.logprobs)));
    });
  }

  /** The answers of a reply, which is asked for once more where it has no structure. */
  async #ask(
    messages: readonly ChatMessage[],
    schema: object,
    session: ModelSession,
  ): Promise<{ stated: StatedAnswer[]; reply: Generation }> {
    const { maxTokens, logprobs } = this.#options;
    const request = { maxTokens, schema: schema as Record<string, unknown>, ...(logprobs && { topLogprobs: 0 }) };
    const reply = await session.generate(messages, request);
    if (saysNoAnswer(reply.text)) return { stated: [], reply };
    const stated = parseAnswers(reply.text);
    if (stated) return { stated, reply };
    const second = await session.generate(repairPrompt(messages, reply.text), request);
    const repaired = parseAnswers(second.text);
    session.note(repaired ? 'repaired' : 'unstructured');
    return repaired ? { stated: repaired, reply: second } : { stated: parseProse(reply.text), reply };
  }

  #session({ seed = this.#options.seed, signal }: ReadOptions): ModelSession {
    throwIfAborted(signal);
    return new ModelSession(this.#model, { temperature: this.#options.temperature, seed, signal });
  }

  async #counted<Result>(options: ReadOptions, work: (session: ModelSession) => Promise<Result>): Promise<Result> {
    const session = this.#session(options);
    try {
      return await work(session);
    } finally {
      options.onUsage?.(session.usage);
    }
  }
}

function blockOf(passages: readonly ScoredPassage[], question: string): PassageBlock {
  return passageBlock(
    passages.map(({ passage }) => passage),
    question,
  );
}

function claimsOf(stated: StatedAnswer, passages: readonly ScoredPassage[], confidence: number): Claim[] {
  const found = findEvidence(stated, passages);
  if (found.length === 0) return [parametricClaim(stated.answer, confidence * unsupportedTrust)];
  return found.map(({ passage, start, end }) => contextClaim(passage, { answer: stated.answer, start, end, confidence }));
}

function parametricClaim(answer: string, confidence: number): Claim {
  return { answer, level: 'parametric', evidence: [], confidence };
}
