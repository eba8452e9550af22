import type { GenerateRequest, Generation, LanguageModel, ReplyToken } from '../../llm/language-model.ts';

/** What a {@link scriptedModel} replies: a text, or the probabilities of its only token. */
export type Script = (request: GenerateRequest, prompt: string) => string | Record<string, number>;

export interface ScriptedModel extends LanguageModel {
  readonly requests: GenerateRequest[];
}

/** A language model that replies by a function of the last message. */
export function scriptedModel(script: Script): ScriptedModel {
  const requests: GenerateRequest[] = [];
  return {
    id: 'scripted',
    requests,
    async generate(request): Promise<Generation> {
      request.signal?.throwIfAborted();
      requests.push(request);
      const reply = script(request, request.messages.at(-1)!.content);
      const tokens = { prompt: 10, completion: 1 };
      if (typeof reply === 'string') return { text: reply, finish: 'stop', tokens };
      const alternatives = Object.entries(reply).map(([token, probability]) => ({ token, logprob: Math.log(probability) }));
      const first: ReplyToken = { ...alternatives.toSorted((a, b) => b.logprob - a.logprob)[0]!, alternatives };
      return { text: first.token, finish: 'stop', tokens, logprobs: [first] };
    },
  };
}
