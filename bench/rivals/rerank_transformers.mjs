// transformers.js over the ONNX export of a cross-encoder, fp32 and q8, on two threads.
//
// usage: rerank_transformers.mjs MODEL_DIR
// Request {"pairs": [[question, passage], ...], "dtype": "fp32" | "q8", "batch": 16, "maxTokens": 160}; answer {"seconds", "logits": [...]}.
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const rivals = createRequire(join(process.env.RIVALS_DIR, 'package.json'));
const { env, AutoModelForSequenceClassification, AutoTokenizer } = await import(
  pathToFileURL(rivals.resolve('@huggingface/transformers')).href
);
const directory = process.argv[2];
env.allowRemoteModels = false;
env.localModelPath = `${dirname(directory)}/`;
const name = basename(directory);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const models = {};
for (const dtype of ['fp32', 'q8']) {
  const options = { dtype, session_options: { intraOpNumThreads: 2, logSeverityLevel: 3 } };
  models[dtype] = await AutoModelForSequenceClassification.from_pretrained(name, options);
}
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) {
  const { pairs, dtype, batch, maxTokens } = JSON.parse(line);
  const start = performance.now();
  // Callers of transformers.js make their own batches: similar lengths together, to its advantage.
  const size = ([question, passage]) => question.length + passage.length;
  const order = [...pairs.keys()].sort((a, b) => size(pairs[b]) - size(pairs[a]));
  const logits = [];
  for (let from = 0; from < order.length; from += batch) {
    const rows = order.slice(from, from + batch);
    const inputs = tokenizer(
      rows.map((row) => pairs[row][0]),
      { text_pair: rows.map((row) => pairs[row][1]), padding: true, truncation: true, max_length: maxTokens },
    );
    const output = await models[dtype](inputs);
    for (const [i, [logit]] of output.logits.tolist().entries()) logits[rows[i]] = logit;
  }
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, logits }));
}
