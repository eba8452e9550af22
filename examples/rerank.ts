// A model that reads question and passage together orders what was found, and states short answers.
// Usage: tsx examples/rerank.ts [MODEL_DIRECTORY]; without one the model that comes with the package is taken.
import { createPipeline, crossEncoder, extractiveReader, ingest, minilmEmbedder, openStore, shippedModel } from 'accord-rag';

const model = process.argv[2] ?? shippedModel()!;
const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
await ingest(
  [
    { id: 'fidelio', title: 'Fidelio', text: 'Fidelio is the only opera by Ludwig van Beethoven. It was first given in Vienna in 1805.' },
    { id: 'aida', title: 'Aida', text: 'Aida was written by Giuseppe Verdi for the opera house of Cairo, which gave it first in 1871.' },
  ],
  store,
);

// Both take their scores from the same pass of the model.
const pipeline = createPipeline({
  store,
  reranker: await crossEncoder({ model }),
  reader: await extractiveReader({ model }),
});
const { text, passages, trace } = await pipeline.answer('Who composed Fidelio?');
for (const { passage, scores, ranks } of passages)
  console.log(`${passage.title}: retrieved ${ranks.fused}., useful ${scores.useful?.toFixed(3)}`);
console.log(`${text} (${trace.reranker})`);

await store.close();
await embedder.close();
