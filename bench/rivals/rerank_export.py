"""Exports a BERT cross-encoder directory as transformers.js wants it: ONNX in fp32 and dynamically quantised to int8.

usage: rerank_export.py MODEL_DIR OUT_DIR
"""

import pathlib
import sys

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

source, out = map(pathlib.Path, sys.argv[1:3])
(out / "onnx").mkdir(parents=True, exist_ok=True)
tokenizer = AutoTokenizer.from_pretrained(source)
model = AutoModelForSequenceClassification.from_pretrained(source, attn_implementation="eager").eval()
tokenizer.save_pretrained(out)
model.config.save_pretrained(out)


class Logits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


example = tokenizer(["a question", "another"], ["a passage", "another one"], padding=True, return_tensors="pt")
names = ["input_ids", "attention_mask", "token_type_ids"]
torch.onnx.export(
    Logits(),
    tuple(example[name] for name in names),
    str(out / "onnx/model.onnx"),
    input_names=names,
    output_names=["logits"],
    dynamic_axes={**{name: {0: "batch", 1: "length"} for name in names}, "logits": {0: "batch"}},
    opset_version=17,
    dynamo=False,
)
quantize_dynamic(str(out / "onnx/model.onnx"), str(out / "onnx/model_quantized.onnx"), weight_type=QuantType.QInt8)
