import type { EntailmentJudge } from '../../../conflict/rules/conditions/entailment.ts';
import type { LanguageModel } from '../../../llm/language-model.ts';
import type { ScoredPassage } from '../../../passage.ts';
import { ModelSession } from '../../../reader/chat/ask-model.ts';
import { addUsage, type ModelUsage, noUsage } from '../../../reader/model-usage.ts';
import type { Reader } from '../../../reader/reader.ts';
import { containsAnswer } from '../../../text/answer-match.ts';
import { normalizeAnswer } from '../../../text/normalize-answer.ts';
import type { AugmentRow, DroppedVariant, DropReason, VariantRow } from './augment-row.ts';
import { agreement, answerFault, answerOn, wordingFault } from './filters.ts';
import type { AugmentSettings } from './options.ts';
import { variantPrompt, variantPromptHash, variantSchema } from './prompts.ts';
import { readVariants } from './read-variants.ts';
import { type VariantKind, variants } from './variants.ts';

const maxTokens = 300;

export interface AugmentParts {
  /** Writes the variants. */
  model: LanguageModel;
  /** The contradiction detector. */
  nli: EntailmentJudge;
  /** Makes the round trip; best the one that labels are for. */
  reader: Reader;
  /** Passages that answer a question; none where none is known. */
  gold: (row: AugmentRow, signal?: AbortSignal) => Promise<ScoredPassage[]>;
}

export interface AugmentedQuestion {
  row: AugmentRow;
  variants: VariantRow[];
  dropped: DroppedVariant[];
  /** Of variants and round trips. */
  usage: ModelUsage;
}

/** The variants of one question that pass all filters; the others with the reason. */
export async function augmentQuestion(
  row: AugmentRow,
  { model, nli, reader, gold }: AugmentParts,
  settings: AugmentSettings,
  signal?: AbortSignal,
): Promise<AugmentedQuestion> {
  const { id, question, answers = [] } = row;
  const session = new ModelSession(model, { signal });
  let readerUsage = noUsage();
  const read = (text: string, passages: readonly ScoredPassage[]) =>
    answerOn(reader, text, passages, { signal, onUsage: (usage) => (readerUsage = addUsage(readerUsage, usage)) });
  const kept: VariantRow[] = [];
  const dropped: DroppedVariant[] = [];
  const passages = await gold(row, signal);
  const seen = new Map<string, DropReason>([[normalizeAnswer(question), 'unchanged']]);
  let answered: Promise<string> | undefined;
  const ownAnswer = (): Promise<string> => {
    answered ??= read(question, passages);
    return answered;
  };

  const consider = async (kind: VariantKind, variant: string, suffix: string): Promise<void> => {
    const drop = (reason: DropReason, found = {}) => void dropped.push({ id, question, kind, variant, reason, ...found });
    const key = normalizeAnswer(variant);
    const before = seen.get(key);
    if (before) return drop(before);
    seen.set(key, 'duplicate');
    if (containsAnswer(variant, answers) && !containsAnswer(question, answers)) return drop('gives-away');
    const agrees = variants[kind].sentence ? { nli: await agreement(nli, question, variant, signal) } : {};
    const wording = agrees.nli && wordingFault(kind, agrees.nli, settings);
    if (wording) return drop(wording, agrees);
    const trip = passages.length === 0 ? undefined : { question: await ownAnswer(), variant: await read(variant, passages) };
    const evidence = { ...agrees, ...(trip && { roundTrip: trip }) };
    const answer = trip && answerFault(kind, trip, answers);
    if (answer) return drop(answer, evidence);
    const labels = variants[kind].keepsTruthConditions ? 'same-meaning' : 'same-answer';
    const origin = { id, question, kind, labels, model: model.id, promptHash: variantPromptHash(kind), ...evidence } as const;
    kept.push({ ...row, id: `${id}/${suffix}`, question: variant, origin });
  };

  const asked = settings.variants.filter((kind) => variants[kind].keepsTruthConditions || passages.length > 0);
  for (const kind of settings.variants) if (!asked.includes(kind)) dropped.push({ id, question, kind, reason: 'no-gold-passage' });
  const replies = await Promise.all(
    asked.map((kind) => session.generate(variantPrompt(kind, question), { maxTokens, schema: variantSchema })),
  );
  // One after another, so that of two alike the same is the duplicate in every run.
  for (const [i, kind] of asked.entries()) {
    const { text, finish } = replies[i]!;
    const found = finish === 'length' ? [] : readVariants(kind, text);
    if (found.length === 0) dropped.push({ id, question, kind, ...(text !== '' && { variant: text }), reason: 'unreadable' });
    for (const [part, variant] of found.entries()) await consider(kind, variant, found.length > 1 ? `${kind}-${part + 1}` : kind);
  }
  return { row, variants: kept, dropped, usage: addUsage(session.usage, readerUsage) };
}
