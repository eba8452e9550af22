import type { PipelineEvent } from '../../../answer.ts';
import type { FeedbackLog } from './feedback-log.ts';

/** The events of a pipeline; an answer is remembered before it is given, so that feedback cannot come too early. */
export async function* rememberAnswers(events: AsyncIterable<PipelineEvent>, log: FeedbackLog): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    if (event.type === 'answer-end') await log.remember(event.answer);
    yield event;
  }
}
