import { AccordError } from '../errors.ts';
import { ProbeQuestion } from '../rerank/preference/probe/probe-question-row.ts';
import { readRowsAs } from '../rerank/train/read-rows.ts';

export interface ProbeQuestionsOptions {
  split: 'train' | 'heldout' | 'all';
  limit?: string | undefined;
  seed: number;
  signal: AbortSignal;
}

/** The questions that a probe names: those of a file, or nq. */
export async function probeQuestions(source: string, { split, limit, seed, signal }: ProbeQuestionsOptions): Promise<ProbeQuestion[]> {
  const questions = source === 'nq' ? await nq(split) : await fromFile(source, signal);
  if (limit === undefined) return questions;
  if (!/^[1-9]\d*$/.test(limit)) {
    throw new AccordError('invalid-config', `--limit is "${limit}".`, 'limit: a whole number of questions from 1.');
  }
  const { sample } = await import('../../eval/statistics/sample.ts');
  return sample(questions, Number(limit), seed);
}

async function nq(split: ProbeQuestionsOptions['split']): Promise<ProbeQuestion[]> {
  const { findDataDirectory } = await import('../../datasets/find-data.ts');
  const { nqProbeQuestions } = await import('../../datasets/training/probe-questions.ts');
  const directory = findDataDirectory();
  if (directory !== null) return nqProbeQuestions(directory, split);
  throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR, or name a file of your own questions.');
}

async function fromFile(path: string, signal: AbortSignal): Promise<ProbeQuestion[]> {
  const questions: ProbeQuestion[] = [];
  for await (const question of readRowsAs(ProbeQuestion, path, { signal })) questions.push(question);
  return questions;
}
