"""Logits of an exported model by transformers (safetensors), onnxruntime (both graphs) and sentence-transformers (safetensors; ONNX where optimum is
installed), as JSON {"versions", "logits": {system: [[logit, ...], ...]}}.

usage: python scores.py MODEL_DIR < pairs.json    (pip install sentence-transformers onnxruntime; for ONNX optimum-onnx)
"""
import importlib.util
import json
import pathlib
import sys

import onnxruntime
import sentence_transformers
import torch
import transformers
from sentence_transformers import CrossEncoder
from transformers import AutoModelForSequenceClassification, AutoTokenizer

BATCH = 16

directory = pathlib.Path(sys.argv[1])
pairs = json.load(sys.stdin)
tokenizer = AutoTokenizer.from_pretrained(directory)


def batches(tensors):
    for start in range(0, len(pairs), BATCH):
        questions, passages = zip(*pairs[start : start + BATCH])
        yield tokenizer(list(questions), list(passages), padding=True, truncation=True, return_tensors=tensors)


def classifier():
    model = AutoModelForSequenceClassification.from_pretrained(directory).eval()
    with torch.no_grad():
        return [row for batch in batches("pt") for row in model(**batch).logits.tolist()]


def graph(file):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(directory / "onnx" / file, options, providers=["CPUExecutionProvider"])
    return [row for batch in batches("np") for row in session.run(["logits"], dict(batch))[0].tolist()]


def cross_encoder(**backend):
    scores = CrossEncoder(str(directory), device="cpu", **backend).predict(pairs, batch_size=BATCH)
    if scores.ndim > 1:
        return scores.tolist()
    # One label: what predict gives is a probability.
    return torch.logit(torch.tensor(scores, dtype=torch.float64)).unsqueeze(1).tolist()


logits = {
    "transformers": classifier(),
    "onnxruntime, model.onnx": graph("model.onnx"),
    "onnxruntime, model_quantized.onnx": graph("model_quantized.onnx"),
    "sentence-transformers": cross_encoder(),
}
if importlib.util.find_spec("optimum"):
    for file in ("model.onnx", "model_quantized.onnx"):
        logits[f"sentence-transformers, {file}"] = cross_encoder(backend="onnx", model_kwargs={"file_name": f"onnx/{file}"})
versions = {package.__name__: package.__version__ for package in (transformers, sentence_transformers, onnxruntime)}
print(json.dumps({"versions": versions, "logits": logits}))
