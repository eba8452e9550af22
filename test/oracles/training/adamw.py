"""Writes fixtures/adamw.json: torch.optim.AdamW with gradient clipping over some steps, and the learning rates of transformers' schedules.

usage: python adamw.py    (pip install torch transformers)
"""

import json
import pathlib

import torch
import transformers

STEPS, WARMUP, PEAK, DECAY, CLIP = 8, 3, 0.02, 0.1, 1.0
SHAPES = {"linear.weight": [3, 7], "linear.bias": [3], "LayerNorm.weight": [37]}

generator = torch.Generator().manual_seed(7)
parameters = {name: torch.nn.Parameter(torch.randn(shape, generator=generator)) for name, shape in SHAPES.items()}
initial = {name: parameter.flatten().tolist() for name, parameter in parameters.items()}
optimizer = torch.optim.AdamW(
    [
        {"params": [p for p in parameters.values() if p.dim() > 1], "weight_decay": DECAY},
        {"params": [p for p in parameters.values() if p.dim() == 1], "weight_decay": 0.0},
    ],
    lr=PEAK,
)


def rates(make, total, warmup, optimizer=None):
    own = optimizer or torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = make(own, num_warmup_steps=warmup, num_training_steps=total)
    values = []
    for _ in range(total):
        values.append(schedule.get_last_lr()[0])
        own.step()
        schedule.step()
    return values


scheduler = transformers.get_cosine_schedule_with_warmup(optimizer, WARMUP, STEPS)
steps = []
for step in range(STEPS):
    # Gradients of very different sizes, so that some steps are clipped and some are not.
    for parameter in parameters.values():
        parameter.grad = torch.randn(parameter.shape, generator=generator) * 10.0 ** (step % 4 - 2)
    gradients = {name: parameter.grad.flatten().tolist() for name, parameter in parameters.items()}
    norm = torch.nn.utils.clip_grad_norm_(parameters.values(), CLIP).item()
    rate = scheduler.get_last_lr()[0]
    optimizer.step()
    scheduler.step()
    weights = {name: parameter.flatten().tolist() for name, parameter in parameters.items()}
    steps.append({"gradients": gradients, "norm": norm, "learningRate": rate, "weights": weights})

fixture = {
    "made": f"adamw.py, torch {torch.__version__.split('+')[0]}, transformers {transformers.__version__}",
    "weightDecay": DECAY,
    "clipNorm": CLIP,
    "shapes": SHAPES,
    "initial": initial,
    "steps": steps,
    "schedules": {
        name: {"total": total, "warmup": warmup, "rates": rates(make, total, warmup)}
        for name, make, total, warmup in [
            ("linear", transformers.get_linear_schedule_with_warmup, 20, 6),
            ("cosine", transformers.get_cosine_schedule_with_warmup, 20, 6),
        ]
    },
}
target = pathlib.Path(__file__).parent / "fixtures" / "adamw.json"
target.write_text(json.dumps(fixture) + "\n")
