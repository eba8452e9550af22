import { join } from 'node:path';
import { cachedModel } from '../../src/llm/cached-model.ts';
import { openAiCompatible } from '../../src/llm/openai-compatible.ts';
import { chatReader } from '../../src/reader/chat/chat-reader.ts';
import { probeFile } from '../../src/rerank/preference/probe/probe-file.ts';
import { numberedPassages } from '../scripted-reader.ts';

// A probe of many questions in a process of its own, to be killed: prints how many are done.
const [url, folder, questions, concurrency] = process.argv.slice(2) as [string, string, string, string];
const model = cachedModel(
  openAiCompatible({ model: 'scripted', baseUrl: url, concurrency: Number(concurrency) }),
  join(folder, 'replies.db'),
);
await probeFile(
  { retriever: numberedPassages(3), reader: chatReader({ model, logprobs: false }) },
  {
    questions: Array.from({ length: Number(questions) }, (_, i) => ({ id: `q${i}`, question: `Question ${i}`, answers: [`answer ${i}`] })),
    out: join(folder, 'records.jsonl'),
    options: { baseline: 'closed-book', ranks: [1], likelihood: false, concurrency: Number(concurrency) },
    onProgress: ({ done, total }) => console.log(Number(questions) - total! + done),
  },
);
await model.close();
console.log('done');
