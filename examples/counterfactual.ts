// A question under an assumption: what the user assumes outranks what passages say, and what the passages say outranks memory.
import {
  createPipeline,
  crossEncoder,
  declaredMemory,
  extractiveReader,
  ingest,
  minilmEmbedder,
  openStore,
  shippedModel,
} from 'accord-rag';

const model = shippedModel()!;
const embedder = await minilmEmbedder();
const store = await openStore('example.sqlite', { embedder });
await ingest(
  [{ id: 'atlas', title: 'Norland', text: 'The capital of Norland is Eastport. It has been the capital since the harbour was built.' }],
  store,
);

const question = 'What is the capital of Norland?';
const pipeline = createPipeline({
  store,
  reranker: await crossEncoder({ model }),
  reader: await extractiveReader({ model }),
  memory: declaredMemory([{ question, answer: 'Westport', confidence: 0.6 }]),
  policy: 'context-first',
});
const plain = await pipeline.answer(question);
console.log(
  `${plain.text}, not ${plain.decision.defeated.map(({ claim, rule }) => `${claim.answer} (${claim.level}, ${rule})`).join(', ')}`,
);

const assumed = await pipeline.answer(question, { assumptions: ['The capital of Norland is Hillcrest.'] });
console.log(`${assumed.text}: ${assumed.decision.conflict}, by ${assumed.citations[0]!.documentId}`);

await store.close();
await embedder.close();
