// Put documents into a store and ask: everything runs in this process, without a key or a server.
import { createPipeline, ingest, minilmEmbedder, openStore, sentenceReader } from 'accord-rag';

const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
await ingest(
  [
    {
      id: 'opening-hours',
      title: 'Opening hours',
      text: 'The library opens at nine on weekdays. On Saturdays it opens at ten. It is closed on Sundays.',
    },
    {
      id: 'loans',
      title: 'Loans',
      text: 'Books may be kept for four weeks. A loan can be renewed twice unless another reader has reserved the book.',
    },
  ],
  store,
);

const pipeline = createPipeline({ store, reader: sentenceReader({ embedder }), k: 3 });
const answer = await pipeline.answer('How long may I keep a book?');
console.log(answer.text);
for (const { number, title, quote } of answer.citations) console.log(`[${number}] ${title}: ${quote}`);

await store.close();
await embedder.close();
