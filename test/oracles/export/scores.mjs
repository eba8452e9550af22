// Logits of an exported model by transformers.js, which runs in Node on onnxruntime-node, and by onnxruntime-web, on which it runs in a browser, as JSON
// {"versions", "logits": {system: [[logit, ...], ...]}}. The packages are those of $RIVALS_DIR.
//
// usage: node scores.mjs MODEL_DIR < pairs.json
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const rivals = createRequire(join(process.env.RIVALS_DIR, 'package.json'));
const load = (name) => import(pathToFileURL(rivals.resolve(name)).href);
const { env, AutoModelForSequenceClassification, AutoTokenizer } = await load('@huggingface/transformers');
const web = await load('onnxruntime-web');

const batchSize = 16;
const directory = process.argv[2];
const pairs = JSON.parse(readFileSync(0, 'utf8'));
env.allowRemoteModels = false;
env.localModelPath = `${dirname(directory)}/`;
const tokenizer = await AutoTokenizer.from_pretrained(basename(directory));

async function scores(run) {
  const logits = [];
  for (let start = 0; start < pairs.length; start += batchSize) {
    const rows = pairs.slice(start, start + batchSize);
    const inputs = tokenizer(
      rows.map(([question]) => question),
      { text_pair: rows.map(([, passage]) => passage), padding: true, truncation: true },
    );
    logits.push(...(await run(inputs)));
  }
  return logits;
}

async function transformers(dtype) {
  const model = await AutoModelForSequenceClassification.from_pretrained(basename(directory), { dtype });
  return scores(async (inputs) => (await model(inputs)).logits.tolist());
}

async function wasm(file) {
  web.env.wasm.numThreads = 1;
  const session = await web.InferenceSession.create(readFileSync(join(directory, 'onnx', file)), { executionProviders: ['wasm'] });
  return scores(async (inputs) => {
    const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [name, new web.Tensor('int64', data, dims)]);
    const { logits } = await session.run(Object.fromEntries(feeds));
    const labels = logits.dims[1];
    return Array.from({ length: logits.dims[0] }, (_, row) => [...logits.data.slice(row * labels, (row + 1) * labels)]);
  });
}

const logits = {
  'transformers.js, fp32': await transformers('fp32'),
  'transformers.js, q8': await transformers('q8'),
  'onnxruntime-web, model.onnx': await wasm('model.onnx'),
  'onnxruntime-web, model_quantized.onnx': await wasm('model_quantized.onnx'),
};
console.log(JSON.stringify({ versions: { 'transformers.js': env.version, 'onnxruntime-web': web.env.versions.web }, logits }));
