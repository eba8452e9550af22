import type { ModelUsage } from '../reader/model-usage.ts';

/** What a language model has been asked, in a line. */
export function describeUsage({ requests, cached, tokens }: ModelUsage): string {
  return `${requests} requests, ${cached} of them cached; ${tokens.prompt} + ${tokens.completion} tokens`;
}
