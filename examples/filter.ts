// A filter applies before the top-k is taken: tenants, access lists, dates.
import { openStore } from 'accord-rag';

const store = await openStore('example.sqlite', { embedder: null });
await store.add([
  { id: '1', text: 'The travel budget is 900 euros.', document: { id: 'a' }, metadata: { acl: ['finance'], publishedAt: '2024-05-01' } },
  { id: '2', text: 'The travel budget is 1200 euros.', document: { id: 'b' }, metadata: { acl: ['everyone'], publishedAt: '2026-01-15' } },
]);

const found = await store.retrieve('travel budget', {
  k: 5,
  filter: {
    and: [
      { field: 'acl', in: ['everyone', 'sales'] },
      { field: 'publishedAt', gte: '2025-01-01' },
    ],
  },
});
for (const { passage, scores } of found) console.log(passage.id, passage.text, (scores.bm25 ?? 0) > 0);

await store.close();
