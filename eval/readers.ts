import type { LlmOptions } from '../src/cli/config/llm-options.ts';
import { openChatReader } from '../src/cli/open-llm.ts';
import { AccordError } from '../src/errors.ts';
import { extractiveReader } from '../src/reader/extractive-reader.ts';
import type { Reader } from '../src/reader/reader.ts';
import { sentenceReader } from '../src/reader/sentence-reader.ts';
import { shippedModel } from '../src/rerank/shipped-model.ts';
import type { Embedder } from '../src/retrieval/embedder.ts';

interface ReaderParts {
  embedder: Embedder;
  /** A model directory. */
  model?: string | undefined;
  llm?: LlmOptions | undefined;
}

interface ReaderDeclaration {
  description: string;
  /** Null: retrieval only, no answer is scored. */
  create: ((parts: ReaderParts) => Promise<Reader>) | null;
}

/** What `--reader` names. */
export const readers = {
  extractive: {
    description: 'short answers by a trained model',
    create: async ({ model = shippedModel() }) => {
      if (model === undefined) {
        const hint = 'Name a model directory with --reader-model, or use --reader sentence.';
        throw new AccordError('model-missing', 'The extractive reader needs a model, and the package has none.', hint);
      }
      return extractiveReader({ model });
    },
  },
  sentence: {
    description: 'the evidence sentence nearest to the question; whole sentences, so expect EM near 0',
    create: async ({ embedder }) => sentenceReader({ embedder }),
  },
  chat: {
    description: 'a language model, named with --llm',
    create: async ({ llm }) => {
      if (llm) return openChatReader(llm);
      throw new AccordError(
        'invalid-config',
        'The chat reader needs a language model, and none is named.',
        'Name one, for example --llm openai:gpt-5-mini.',
      );
    },
  },
  none: { description: 'retrieval only', create: null },
} satisfies Record<string, ReaderDeclaration>;

export type ReaderName = keyof typeof readers;

export const readerNames = Object.keys(readers) as ReaderName[];

/** The reader of a run that names none. */
export function defaultReader({ model, llm }: Pick<ReaderParts, 'model' | 'llm'>): Exclude<ReaderName, 'none'> {
  if (llm) return 'chat';
  return (model ?? shippedModel()) === undefined ? 'sentence' : 'extractive';
}
