import { openAiCompatible } from '../src/llm/openai-compatible.ts';
import { chatReader } from '../src/reader/chat/chat-reader.ts';
import { emptyProbeReport, probe } from '../src/rerank/preference/probe/probe.ts';
import { numberedPassages } from '../test/scripted-reader.ts';
import { scriptedServer } from '../test/scripted-server.ts';
import { type Bench, interleave, type Measurement } from './bench.ts';

/** Requests a second of a probe to a server that takes 200 ms for each, 32 at a time, against the same number of bare requests. */
export const bench: Bench = { name: 'probe', unit: 'requests/s', run };

const latency = 200;
const concurrency = 32;
const questions = 320;
/** Closed-book and with one passage. */
const requests = 2 * questions;

async function run(): Promise<Measurement> {
  const reply = () => '{"answers": [{"answer": "1969", "passage": 1, "quote": "Text"}]}';
  const server = await scriptedServer({ latency, concurrency, reply });
  try {
    // Of reader, probe and server together, which share this process.
    const processor: Record<string, number> = {};
    const timed = (name: string, pass: (url: string) => Promise<number>) => async () => {
      const before = process.cpuUsage();
      const figure = await pass(server.url);
      const { user, system } = process.cpuUsage(before);
      processor[name] = (user + system) / 1000 / requests;
      return figure;
    };
    const figures = await interleave({ ours: timed('ours', probing), bare: timed('bare', asking) }, { rounds: 3 });
    const allowed = (1000 * concurrency) / latency;
    return {
      ours: figures.ours!,
      rivals: { 'bare fetch': figures.bare, 'the server at its best': allowed },
      detail: { requests, latency, concurrency, 'processor, ms a request': processor },
    };
  } finally {
    await server.close();
  }
}

async function probing(url: string): Promise<number> {
  const reader = chatReader({ model: openAiCompatible({ model: 'scripted', baseUrl: url, concurrency }) });
  const asked = Array.from({ length: questions }, (_, i) => ({ id: `q${i}`, question: `Question ${i}?`, answers: ['1969'] }));
  const report = emptyProbeReport();
  const options = { baseline: 'closed-book', ranks: [1], likelihood: false, concurrency } as const;
  const start = performance.now();
  for await (const { records } of probe(asked, { retriever: numberedPassages(1), reader }, options, { report })) {
    if (records.length !== 1) throw new Error('A question has no record.');
  }
  const seconds = (performance.now() - start) / 1000;
  if (report.requests !== requests) throw new Error(`${report.requests} requests instead of ${requests}.`);
  return requests / seconds;
}

async function asking(url: string): Promise<number> {
  let left = requests;
  const body = JSON.stringify({ model: 'scripted', messages: [{ role: 'user', content: 'Question?' }] });
  const ask = async () => {
    while (left-- > 0) {
      const response = await fetch(`${url}/chat/completions`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
      await response.json();
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, ask));
  return requests / ((performance.now() - start) / 1000);
}
