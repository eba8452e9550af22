/** The whole of a reply, or of an answer in it. */
const abstention =
  /^(?:n\/?a|none|null|nil|unknown|unanswerable|not\s+(?:answerable|available|applicable|found|given|mentioned|specified|stated|provided|known|clear)|no\s+(?:answer|information|passage|relevant\b.*)|(?:i|we)\s+(?:do\s*n[o']?t|don’t|can\s*not|can['’]?t|could\s*n[o']?t)\s+(?:know|answer|find|tell|say|determine)\b.*|(?:it|this|that|the answer)\s+(?:is|was|can)\s*(?:not|n['’]?t|unknown|unclear)\b.*|(?:the|none of the|no)\s+(?:given |provided )?(?:passages?|contexts?|texts?|documents?)\b.{0,60}\b(?:do(?:es)?\s*(?:not|n['’]?t)|lack|no)\b.*|there\s+is\s+no\s+(?:answer|information|mention)\b.*|insufficient\b.*)[\s.!]*$/is;

const refusal =
  /^(?:i['’]?m\s+(?:very\s+)?sorry|sorry|i\s+apologi[sz]e|as\s+an\s+ai\b|i\s+(?:am\s+)?(?:unable|not able)\b|i\s+(?:can\s*not|can['’]?t|won['’]?t|will not)\s+(?:help|assist|comply|provide|do)\b)/i;

/** True where a reply says that there is no answer: the model abstains. */
export function saysNoAnswer(text: string): boolean {
  const trimmed = text.trim().replace(/^["'“([]+|["'”)\]]+$/g, '');
  return trimmed === '' || abstention.test(trimmed);
}

/** True where a reply declines to answer. */
export function isRefusal(text: string): boolean {
  return refusal.test(text.trim());
}
