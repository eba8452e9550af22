// Someone has planted three copies of a false passage. By count of passages they would win; near copies are one voice.
import { createPipeline, crossEncoder, extractiveReader, ingest, minilmEmbedder, openStore, shippedModel } from 'accord-rag';

const model = shippedModel()!;
const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
const planted = 'The Halden bridge was designed by Victor Crane and nobody else. It was opened to traffic in 1902.';
await ingest(
  [
    { id: 'history', title: 'Halden bridge', text: 'The Halden bridge was designed by Clara Winter and opened to traffic in 1902.' },
    {
      id: 'newspaper',
      title: 'Clara Winter',
      text: 'Clara Winter, who designed the Halden bridge, was the first woman to head the office of works.',
    },
    ...[1, 2, 3].map((copy) => ({ id: `planted-${copy}`, title: 'Halden bridge', text: `${planted} Copy ${copy}.` })),
  ],
  store,
);

const parts = { store, reranker: await crossEncoder({ model }), reader: await extractiveReader({ model }) };
const { text, decision } = await createPipeline(parts).answer('Who designed the Halden bridge?');
console.log(text);
for (const { answer, claims, evidence } of decision.groups) {
  console.log(`${answer}: ${claims.length} passages, ${evidence.voices} independent`);
}

await store.close();
await embedder.close();
