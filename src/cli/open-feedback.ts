import { AccordError } from '../errors.ts';
import type { FeedbackLog } from '../rerank/preference/feedback/feedback-log.ts';
import type { Config } from './config/schema.ts';
import { note } from './output.ts';

/** The file of the log; undefined where there is none. A store on a server has none beside it. */
function feedbackFile({ feedback, store }: Pick<Config, 'feedback' | 'store'>): string | undefined {
  if (feedback === 'none') return undefined;
  return feedback ?? (store.startsWith('qdrant:') ? undefined : `${store}.feedback`);
}

/** Lets `use` work with the log that the configuration names, or with none, and closes it. */
export async function withFeedbackLog<T>(
  config: Pick<Config, 'feedback' | 'store'>,
  use: (log: FeedbackLog | undefined) => Promise<T>,
): Promise<T> {
  const file = feedbackFile(config);
  if (file === undefined) return use(undefined);
  const { openFeedbackLog } = await import('../rerank/preference/feedback/open-feedback-log.ts');
  const log = await openFeedbackLog(file).catch((error: unknown) => {
    // Answers are worth more than their memory, unless it was asked for.
    if (config.feedback !== undefined || !AccordError.isInstance(error)) throw error;
    note(`warning: answers are not remembered for feedback: ${error.message}`);
    return undefined;
  });
  try {
    return await use(log);
  } finally {
    await log?.close();
  }
}

/** {@link withFeedbackLog} for commands that are about the log. */
export async function withNamedFeedbackLog<T>(
  config: Pick<Config, 'feedback' | 'store'>,
  use: (log: FeedbackLog) => Promise<T>,
): Promise<T> {
  const file = feedbackFile(config);
  if (file !== undefined) return withFeedbackLog({ ...config, feedback: file }, (log) => use(log!));
  throw new AccordError('invalid-config', 'No log of answers and feedback is named.', 'Name its file with --feedback (env RAG_FEEDBACK).');
}
