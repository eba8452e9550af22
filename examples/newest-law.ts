// Two versions of a law disagree: the newer one wins, or the one that was in force on the day asked about; the answer says what lost and why.
import { createPipeline, crossEncoder, extractiveReader, ingest, minilmEmbedder, openStore, shippedModel } from 'accord-rag';

const model = shippedModel()!;
const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
await ingest(
  [
    {
      id: 'act-2011',
      title: 'Tenancy Act 2011',
      text: 'The notice period for tenants is three months. Notice must be given in writing.',
      metadata: { publishedAt: '2011-03-01', validTo: '2022-01-01' },
    },
    {
      id: 'act-2022',
      title: 'Tenancy Act 2022',
      text: 'The notice period for tenants is six weeks. Notice may be given by electronic mail.',
      metadata: { publishedAt: '2022-01-01', validFrom: '2022-01-01' },
    },
  ],
  store,
);

const pipeline = createPipeline({
  store,
  reranker: await crossEncoder({ model }),
  reader: await extractiveReader({ model }),
  policy: 'newest',
});
const now = await pipeline.answer('How long is the notice period for tenants?');
console.log(`${now.text} (${now.citations[0]!.documentId})`);
for (const { claim, rule, by } of now.decision.defeated) console.log(`not ${claim.answer}: ${rule}, by ${by.document}`);

const then = await pipeline.answer('How long is the notice period for tenants?', { at: '2015-06-30' });
console.log(`in 2015: ${then.text} (${then.citations[0]!.documentId})`);

await store.close();
await embedder.close();
