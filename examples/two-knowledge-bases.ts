// Two knowledge bases of different authority: the label goes before the forum, however many posts say otherwise.
import { createPipeline, crossEncoder, extractiveReader, ingest, minilmEmbedder, openStore, shippedModel } from 'accord-rag';

const model = shippedModel()!;
const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
const post = (id: string, text: string) => ({ id, title: 'Verolin', text, metadata: { source: 'forum' } });
await ingest(
  [
    {
      id: 'label',
      title: 'Verolin: package leaflet',
      text: 'The maximum daily dose of Verolin for adults is 20 milligrams. It is taken with water.',
      metadata: { source: 'label' },
    },
    post('post-1', 'My doctor friend says that the maximum daily dose of Verolin is 60 milligrams and I feel fine.'),
    post('post-2', 'Everybody in our group knows it: the maximum daily dose of Verolin is 60 milligrams, whatever they print.'),
  ],
  store,
);

const parts = { store, reranker: await crossEncoder({ model }), reader: await extractiveReader({ model }) };
const question = 'What is the maximum daily dose of Verolin?';
console.log(`by majority: ${(await createPipeline(parts).answer(question)).text}`);

const pipeline = createPipeline({ ...parts, policy: { preset: 'official-sources', sources: ['label > forum'] } });
const { text, decision } = await pipeline.answer(question);
console.log(`by source: ${text}`);
console.log(decision.explanation);

await store.close();
await embedder.close();
