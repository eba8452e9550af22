// Vectors from a model of one's own: either hand them over, or implement the Embedder interface.
import { type Embedder, openStore } from 'accord-rag';

const letters: Embedder = {
  id: 'letter-counts/1',
  dimensions: 26,
  async embed(texts) {
    return texts.map((text) => {
      const counts = new Float32Array(26);
      for (const letter of text.toLowerCase()) {
        const index = letter.charCodeAt(0) - 97;
        if (index >= 0 && index < 26) counts[index]! += 1;
      }
      const norm = Math.hypot(...counts) || 1;
      return counts.map((count) => count / norm);
    });
  },
  async close() {},
};

const store = await openStore('example.sqlite', { embedder: letters });
await store.add([
  { id: '1', text: 'banana', document: { id: 'fruit' }, metadata: {} },
  { id: '2', text: 'cherry', document: { id: 'fruit' }, metadata: {} },
]);
const [best] = await store.retrieve('bandana', { k: 1, mode: 'dense' });
console.log(best?.passage.text);

await store.close();
