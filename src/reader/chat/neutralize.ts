/** Control and tag characters, and those that turn the direction of writing: they hide text from people, not from models. */
const hidden = /[\p{Cc}\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * What chat templates mark turns with, which many servers read as such wherever they stand: `<|im_start|>`, `<｜User｜>`, `[INST]`,
 * `<<SYS>>`, `<start_of_turn>`, `</s>`; and what looks like our own delimiter.
 */
const markers =
  /<(?=[|｜])|(?<=[|｜])>|\[(?=\s*\/?\s*(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\b|gMASK\])|<(?=\s*<\s*\/?\s*SYS)|<(?=\s*\/?\s*(?:s|bos|eos|pad|unk|sop|eop|start_of_turn|end_of_turn|passage|system|user|assistant)\b[^<>]{0,40}>)/giu;

/**
 * A text in which nothing passes for structure of a prompt: markers of turns are broken by a space, hidden characters removed. What a person
 * reads stays the same.
 */
export function neutralize(text: string): string {
  return text
    .replace(hidden, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replace(markers, (mark) => (mark === '>' ? ' >' : `${mark} `));
}
