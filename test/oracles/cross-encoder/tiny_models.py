"""Writes tiny-bert/, a cross-encoder of a few kilobytes with random weights and a vocabulary of letters, and tiny-bert.onnx, its classifier as ONNX, and
scores.json: the logits, start and end scores that transformers computes with it for pairs of our own.

usage: python tiny_models.py    (pip install transformers torch onnx)
"""
import json
import pathlib

import tokenizers
import torch
import transformers
from transformers import BertConfig, BertForQuestionAnswering, BertForSequenceClassification, BertTokenizerFast

LABELS = ["useful", "answerable", "yes", "no"]
PAIRS = [
    ("who wrote fidelio", "fidelio is an opera by beethoven"),
    ("where", "the river runs to the sea, past the old town"),
    ("is it far to the sea", " "),
    ("who?", "a b c"),
]

here = pathlib.Path(__file__).parent / "fixtures"
folder = here / "tiny-bert"
folder.mkdir(parents=True, exist_ok=True)
letters = "abcdefghijklmnopqrstuvwxyz0123456789"
words = ["the", "is", "it", "to", "of", "who", "where", "river", "sea", "town", "opera"]
vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *["##" + c for c in letters], *words, *".,;:?!'()-"]
(here / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
tokenizer = BertTokenizerFast(vocab_file=str(here / "vocab.txt"), vocab={t: i for i, t in enumerate(vocabulary)})
tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
(here / "vocab.txt").unlink()

torch.manual_seed(7)
config = BertConfig(
    vocab_size=len(vocabulary),
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    max_position_embeddings=64,
    initializer_range=0.3,
    num_labels=len(LABELS),
    id2label=dict(enumerate(LABELS)),
    label2id={label: i for i, label in enumerate(LABELS)},
)
classifier = BertForSequenceClassification(config).eval()
reader = BertForQuestionAnswering(BertConfig(**{**config.to_dict(), "id2label": {0: "start", 1: "end"}, "label2id": {"start": 0, "end": 1}})).eval()
for model in (classifier, reader):
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.normal_(parameter, std=0.1)
reader.bert.load_state_dict(classifier.bert.state_dict(), strict=False)

classifier.save_pretrained(folder)
from safetensors.torch import save_file

state = classifier.state_dict() | {k: v for k, v in reader.state_dict().items() if k.startswith("qa_outputs.")}
state = {k: v.contiguous() for k, v in state.items() if "position_ids" not in k}
save_file(state, folder / "model.safetensors", metadata={"format": "pt"})



class Logits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = BertForSequenceClassification.from_pretrained(folder, attn_implementation="eager").eval()

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


example = tokenizer(["a", "b c"], ["d", "e"], padding=True, return_tensors="pt")
names = ["input_ids", "attention_mask", "token_type_ids"]
torch.onnx.export(
    Logits(),
    tuple(example[name] for name in names),
    str(here / "tiny-bert.onnx"),
    input_names=names,
    output_names=["logits"],
    dynamic_axes={**{name: {0: "batch", 1: "length"} for name in names}, "logits": {0: "batch"}},
    opset_version=17,
    dynamo=False,
)

cases = []
for question, passage in PAIRS:
    batch = tokenizer(question, passage, return_tensors="pt")
    with torch.no_grad():
        logits = classifier(**batch).logits[0]
        spans = reader(**batch)
    cases.append(
        {
            "question": question,
            "passage": passage,
            "ids": batch["input_ids"][0].tolist(),
            "types": batch["token_type_ids"][0].tolist(),
            "logits": logits.tolist(),
            "start": spans.start_logits[0].tolist(),
            "end": spans.end_logits[0].tolist(),
        }
    )
versions = {p.__name__: p.__version__ for p in (transformers, tokenizers, torch)}
(here / "scores.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
