// transformers.js over the ONNX export of all-MiniLM-L6-v2, fp32 and q8, on two threads.
//
// usage: encode_transformers.mjs MODEL_DIR
// Request {"texts": [...], "dtype": "fp32" | "q8", "batch": 16}; answer {"seconds", "first": the first vector}.
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const rivals = createRequire(join(process.env.RIVALS_DIR, 'package.json'));
const { env, pipeline } = await import(pathToFileURL(rivals.resolve('@huggingface/transformers')).href);
const model = process.argv[2];
env.allowRemoteModels = false;
env.localModelPath = `${dirname(model)}/`;
const extractors = {};
for (const dtype of ['fp32', 'q8']) {
  const options = { dtype, session_options: { intraOpNumThreads: 2, logSeverityLevel: 3 } };
  extractors[dtype] = await pipeline('feature-extraction', basename(model), options);
}
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) {
  const { texts, dtype, batch } = JSON.parse(line);
  const start = performance.now();
  // Callers of transformers.js make their own batches: similar lengths together, to its advantage.
  const order = [...texts.keys()].sort((a, b) => texts[b].length - texts[a].length);
  const vectors = [];
  for (let from = 0; from < order.length; from += batch) {
    const rows = order.slice(from, from + batch);
    const output = await extractors[dtype](
      rows.map((row) => texts[row]),
      { pooling: 'mean', normalize: true },
    );
    for (const [i, vector] of output.tolist().entries()) vectors[rows[i]] = vector;
  }
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, first: vectors[0] }));
}
