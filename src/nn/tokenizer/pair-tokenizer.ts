import { AccordError } from '../../errors.ts';
import { fileIdentity } from '../../file-identity.ts';
import { type Offsets, Tokenizer } from './tokenizer.ts';
import { parseTokenizerFile, readTokenizerJson } from './tokenizer-file.ts';

/** What a cross-encoder needs of its tokenizer. */
export interface PairTokenizer {
  /** First token of a sequence: [CLS] or <s>. */
  readonly classId: number;
  /** Ends each text: [SEP] or </s>. */
  readonly separatorId: number;
  /** How many separators stand between the two texts: BERT 1, RoBERTa 2. */
  readonly separators: number;
  /** One more than the largest id. */
  readonly vocabularySize: number;
  /** Token ids of the text alone. */
  encode(text: string): Int32Array;
  /** The same with offsets, where the tokenizer can tell them. */
  encodeWithOffsets?(text: string): Offsets;
}

let latest: { version: string; tokenizer: Promise<PairTokenizer> } | undefined;

/**
 * The tokenizer of a tokenizer.json. The one loaded last is kept, so that models over one encoder share it and the words it knows.
 * @throws AccordError `model-missing`; `unsupported-format`: no tokenizer of pairs
 */
export function loadPairTokenizer(path: string): Promise<PairTokenizer> {
  const version = JSON.stringify(fileIdentity(path));
  if (latest?.version !== version) latest = { version, tokenizer: read(path) };
  return latest.tokenizer;
}

/** BERT's by our own WordPiece, others (byte-level BPE of RoBERTa, Unigram of XLM-R) by @huggingface/tokenizers. */
async function read(path: string): Promise<PairTokenizer> {
  const json = readTokenizerJson(path);
  if (json.model?.type === 'WordPiece') return new Tokenizer(parseTokenizerFile(json, path));
  const fail = (what: string, cause?: unknown): never => {
    throw new AccordError('unsupported-format', `${path}: ${what}.`, 'Use the tokenizer.json that belongs to the model.', { cause });
  };
  const { classId, separatorId, separators } = readPairTemplate(json) ?? fail('its post-processor does not say how two texts are joined');
  const hub = await import('@huggingface/tokenizers');
  let tokenizer: InstanceType<typeof hub.Tokenizer>;
  try {
    tokenizer = new hub.Tokenizer(json, {});
  } catch (cause) {
    return fail(`the tokenizer ${JSON.stringify(json.model?.type)} cannot be loaded`, cause);
  }
  let largest = 0;
  for (const id of tokenizer.get_vocab(true).values()) largest = Math.max(largest, id);
  return {
    classId,
    separatorId,
    separators,
    vocabularySize: largest + 1,
    encode: (text) => Int32Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids),
  };
}

interface PairTemplate {
  classId: number;
  separatorId: number;
  separators: number;
}

type Special = { SpecialToken?: { id: string }; Sequence?: { id: string } };

interface PostProcessor {
  type?: string;
  /** RobertaProcessing and BertProcessing: token and id. */
  cls?: [string, number];
  sep?: [string, number];
  /** TemplateProcessing. */
  pair?: Special[];
  special_tokens?: Record<string, { ids: number[] }>;
  /** Sequence. */
  processors?: PostProcessor[];
}

/** The special tokens around two texts, as `<class> A <separator>… B <separator>`. */
function readPairTemplate(json: Record<string, unknown>): PairTemplate | undefined {
  const processor = (json.post_processor ?? {}) as PostProcessor;
  for (const part of [processor, ...(processor.processors ?? [])]) {
    if (part.cls && part.sep) {
      return { classId: part.cls[1], separatorId: part.sep[1], separators: part.type === 'RobertaProcessing' ? 2 : 1 };
    }
    const parts = part.pair;
    if (part.type !== 'TemplateProcessing' || parts === undefined) continue;
    const at = (text: string) => parts.findIndex(({ Sequence }) => Sequence?.id === text);
    const idOf = (index: number) => part.special_tokens?.[parts[index]?.SpecialToken?.id ?? '']?.ids[0];
    const classId = idOf(0);
    const separatorId = idOf(parts.length - 1);
    if (classId === undefined || separatorId === undefined || at('A') !== 1) return undefined;
    return { classId, separatorId, separators: at('B') - at('A') - 1 };
  }
  return undefined;
}
