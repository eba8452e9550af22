// The same question as a stream of events: passages first, then claims, then the answer.
import { createPipeline, ingest, minilmEmbedder, openStore, sentenceReader } from 'accord-rag';

const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
await ingest([{ id: 'tea', text: 'Green tea is steeped at eighty degrees. Black tea takes boiling water.' }], store);

const pipeline = createPipeline({ store, reader: sentenceReader({ embedder }) });
for await (const event of pipeline.stream('How hot should the water for green tea be?')) {
  if (event.type === 'retrieval-end') console.log(`${event.passages.length} passage(s)`);
  if (event.type === 'answer-delta') process.stdout.write(`${event.text}\n`);
  if (event.type === 'answer-end') console.log(`retrieval and reading took time: ${event.answer.trace.timings.total > 0}`);
}

await store.close();
await embedder.close();
