"""sentence-transformers' CrossEncoder, fp32 and bf16, on two threads.

usage: rerank_torch.py MODEL_DIR
Request {"pairs": [[question, passage], ...], "dtype": "fp32" | "bf16", "batch": 32, "maxTokens": 160}; answer {"seconds", "logits": [...]}.
"""

import json
import sys
import time

import torch
from sentence_transformers import CrossEncoder

torch.set_num_threads(2)
models = {
    "fp32": CrossEncoder(sys.argv[1], device="cpu"),
    "bf16": CrossEncoder(sys.argv[1], device="cpu", model_kwargs={"dtype": torch.bfloat16}),
}
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    model = models[request["dtype"]]
    model.max_seq_length = request["maxTokens"]
    start = time.perf_counter()
    scores = model.predict(
        request["pairs"], batch_size=request["batch"], activation_fn=torch.nn.Identity(), show_progress_bar=False, convert_to_tensor=True
    )
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "logits": scores.float().tolist()}), flush=True)
