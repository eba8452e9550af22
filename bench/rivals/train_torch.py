"""Fine-tunes all-MiniLM-L6-v2 as a cross-encoder with PyTorch, list-wise, in fp32 or bf16 autocast, on two threads.

usage: train_torch.py DIRECTORY with `start.safetensors` (weights) and `request.json` (what to train on, and how).
Request {"dtype": "fp32" | "bf16"}; answer {"seconds", "loss": mean over the steps}. Each request starts from the same weights.
"""

import json
import pathlib
import sys
import time

import torch
import transformers
from safetensors.torch import load_file

torch.set_num_threads(2)
torch.manual_seed(1)
directory = pathlib.Path(sys.argv[1])
request = json.loads((directory / "request.json").read_text())
start = load_file(directory / "start.safetensors")

config = transformers.AutoConfig.from_pretrained(request["config"], num_labels=1)
config.hidden_dropout_prob = request["dropout"]
config.attention_probs_dropout_prob = 0.0


def padded(sequences):
    length = max(len(sequence["ids"]) for sequence in sequences)
    ids, types, mask = (torch.zeros(len(sequences), length, dtype=torch.long) for _ in range(3))
    for row, sequence in enumerate(sequences):
        size = len(sequence["ids"])
        ids[row, :size] = torch.tensor(sequence["ids"])
        types[row, sequence["passageStart"] : size] = 1
        mask[row, :size] = 1
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


def build():
    model = transformers.AutoModelForSequenceClassification.from_config(config)
    weights = {name if name.startswith("classifier.") else f"bert.{name}": tensor for name, tensor in start.items()}
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not missing and all("position_ids" in name for name in unexpected), (missing, unexpected)
    for name in request["frozen"]:
        model.get_parameter(f"bert.{name}").requires_grad = False
    return model.train()


def train(model, dtype):
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() > 1], "weight_decay": request["weightDecay"]},
        {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=request["learningRate"])
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, 0, len(request["steps"]))
    losses = []
    for step in request["steps"]:
        total = 0.0
        for sequences in step:
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bf16"):
                logits = model(**padded(sequences)).logits
            lists = logits.float().view(-1, request["list"])
            target = torch.zeros(len(lists), dtype=torch.long)
            loss = torch.nn.functional.cross_entropy(lists, target, reduction="sum") / request["batchSize"]
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(trained, request["clipNorm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(total)
    return sum(losses) / len(losses)


print("ready", flush=True)
for line in sys.stdin:
    dtype = json.loads(line)["dtype"]
    model = build()
    begin = time.perf_counter()
    loss = train(model, dtype)
    print(json.dumps({"seconds": time.perf_counter() - begin, "loss": loss}), flush=True)
