import { z } from 'zod';
import type { Generation, ReplyToken, TokenCounts } from '../language-model.ts';

const Usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() });

const Alternative = z.object({ token: z.string(), logprob: z.number() });
const Token = Alternative.extend({ top_logprobs: z.array(Alternative).nullish() });
const Logprobs = z.object({ content: z.array(Token).nullish() });

const content = z.string().nullish();
const finish_reason = z.string().nullish();
const message = z.object({ content, refusal: z.string().nullish() });

/** A reply of `/chat/completions`, as far as we read it. */
export const ChatReply = z.object({
  choices: z.tuple([z.object({ message, finish_reason, logprobs: Logprobs.nullish() })], z.unknown()),
  usage: Usage.nullish(),
});

/** An event of a streamed one; the last may hold nothing but the usage. */
export const ChatEvent = z.object({
  choices: z.array(z.object({ delta: message.partial().nullish(), message: message.nullish(), finish_reason })),
  usage: Usage.nullish(),
});

/** A reply of `/completions` with `echo`. */
export const EchoReply = z.object({
  choices: z.tuple(
    [
      z.object({
        logprobs: z.object({ token_logprobs: z.array(z.number().nullable()), tokens: z.array(z.string()), text_offset: z.array(z.int()) }),
      }),
    ],
    z.unknown(),
  ),
});
export type EchoReply = z.infer<typeof EchoReply>;

export function finishOf(reason: string | null | undefined): Generation['finish'] {
  return reason === 'stop' || reason === 'length' ? reason : 'other';
}

export function tokensOf(usage: z.infer<typeof Usage> | null | undefined): TokenCounts {
  return { prompt: usage?.prompt_tokens ?? 0, completion: usage?.completion_tokens ?? 0 };
}

export function replyTokens({ content }: z.infer<typeof Logprobs>): ReplyToken[] | undefined {
  return content?.map(({ token, logprob, top_logprobs }) => ({ token, logprob, alternatives: top_logprobs ?? [] }));
}
