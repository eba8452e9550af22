import type { ChatMessage, GenerateRequest, Generation, LanguageModel } from '../../llm/language-model.ts';
import { addUsage, type ModelUsage, noUsage, type ReadingFallback, usageOfReply } from '../model-usage.ts';
import { isRefusal } from './no-answer.ts';

/** Asks a model on behalf of one question, and counts what it cost and what did not go as asked. */
export class ModelSession {
  usage: ModelUsage = noUsage();

  constructor(
    private readonly model: LanguageModel,
    private readonly sampling: Pick<GenerateRequest, 'temperature' | 'seed' | 'signal'>,
  ) {}

  note(...fallbacks: ReadingFallback[]): void {
    this.usage = addUsage(this.usage, { ...noUsage(), fallbacks });
  }

  /** The reply, its text empty where the model declines. */
  async generate(messages: readonly ChatMessage[], request: Omit<GenerateRequest, 'messages'>): Promise<Generation> {
    return this.#received(await this.model.generate({ ...request, ...this.sampling, messages }));
  }

  /** The same in pieces; in one where the model does not stream. */
  async *stream(messages: readonly ChatMessage[], request: Omit<GenerateRequest, 'messages'>): AsyncGenerator<string, Generation> {
    if (this.model.stream) return this.#received(yield* this.model.stream({ ...request, ...this.sampling, messages }));
    const reply = await this.generate(messages, request);
    if (reply.text !== '') yield reply.text;
    return reply;
  }

  #received(reply: Generation): Generation {
    this.usage = addUsage(this.usage, usageOfReply(reply));
    if (reply.refusal !== undefined || isRefusal(reply.text)) {
      this.note('refused');
      return { ...reply, text: '' };
    }
    if (reply.text.trim() === '') this.note('empty-reply');
    else if (reply.finish === 'length' && endsInCircles(reply.text)) this.note('repetition');
    return reply;
  }
}

/** The end of the text is the same few words at least four times. */
function endsInCircles(text: string): boolean {
  return /(\S.{0,80}?)(?:\s*\1){3,}\S{0,80}\s*$/su.test(text.slice(-600));
}
