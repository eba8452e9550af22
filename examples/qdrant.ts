// A store on a Qdrant server (≥ 1.16), which several processes may write. Usage: tsx examples/qdrant.ts http://localhost:6333
// The API key, if the server wants one, comes from the environment variable QDRANT_API_KEY.
import { minilmEmbedder, openStore } from 'accord-rag';

const url = process.argv[2] ?? 'http://localhost:6333';
const store = await openStore(`qdrant:${url}/operas`, { embedder: await minilmEmbedder() });
await store.add([
  { id: '1', text: 'Fidelio is the only opera by Beethoven.', document: { id: 'beethoven.md' }, metadata: { publishedAt: '2021-03-01' } },
  { id: '2', text: 'Verdi wrote Aida for the opera house of Cairo.', document: { id: 'verdi.md' }, metadata: { publishedAt: '1998' } },
]);

const [best] = await store.retrieve('Who composed Fidelio?', { k: 1, filter: { field: 'publishedAt', gte: '2000' } });
console.log(best?.passage.text);

await store.close();
