"""Writes fixtures/answers.json: exact match, F1 and answer-in-passage of tricky strings, by the reference formulas.

normalize_answer, compute_exact and compute_f1 state the formulas of the official SQuAD 2.0 evaluation script; has_answer and
its tokenizer those of Dense Passage Retrieval (dpr/data/qa_validation.py, dpr/utils/tokenizers.py).

usage: python answers.py   (needs the package regex)
"""
import collections
import importlib.metadata
import json
import pathlib
import re
import string
import sys
import unicodedata

import regex


def normalize_answer(s):
    s = s.lower()
    s = "".join(c for c in s if c not in set(string.punctuation))
    s = re.sub(r"\b(a|an|the)\b", " ", s, flags=re.UNICODE)
    return " ".join(s.split())


def compute_exact(gold, predicted):
    return int(normalize_answer(gold) == normalize_answer(predicted))


def compute_f1(gold, predicted):
    gold_tokens, predicted_tokens = normalize_answer(gold).split(), normalize_answer(predicted).split()
    same = sum((collections.Counter(gold_tokens) & collections.Counter(predicted_tokens)).values())
    if not gold_tokens or not predicted_tokens:
        return int(gold_tokens == predicted_tokens)
    if same == 0:
        return 0
    precision, recall = same / len(predicted_tokens), same / len(gold_tokens)
    return 2 * precision * recall / (precision + recall)


def contains(gold, predicted):
    """The gold answer's normalised tokens occur in a row in the prediction's."""
    g, p = normalize_answer(gold).split(), normalize_answer(predicted).split()
    return int(bool(g) and any(p[i : i + len(g)] == g for i in range(len(p) - len(g) + 1)))


TOKEN = regex.compile(r"([\p{L}\p{N}\p{M}]+)|([^\p{Z}\p{C}])", flags=regex.IGNORECASE + regex.UNICODE + regex.MULTILINE)


def words(text):
    return [m.group().lower() for m in TOKEN.finditer(unicodedata.normalize("NFD", text))]


def has_answer(answers, text):
    text = words(text)
    for answer in map(words, answers):
        for i in range(len(text) - len(answer) + 1):
            if answer == text[i : i + len(answer)]:
                return True
    return False


PAIRS = [
    (["Paris"], "Paris"), (["Paris"], "paris."), (["The Beatles"], "Beatles"), (["a cat"], "an cat"), (["Theatre"], "the atre"),
    (["Anne"], "an ne"), (["U.S."], "US"), (["U.S."], "U S"), (["well-known"], "well known"), (["well-known"], "wellknown"),
    (["1,000"], "1000"), (["3.5 %"], "35"), (["$12", "nearly $12"], "about $12 a barrel"), (["May 18, 2018"], "18 May 2018"),
    (["Beyoncé"], "Beyonce"), (["Beyonc\u00e9"], "Beyonce\u0301"), (["the\u0301 vert"], "thé vert"), (["the\u0301"], "\u0301"),
    (["naïve “quotes”"], 'naïve "quotes"'), (["O’Brien"], "O'Brien"), (["O'Brien"], "OBrien"), (["rock 'n' roll"], "rock n roll"),
    (["1947–1949"], "1947-1949"), (["1947-1949"], "19471949"), (["İstanbul"], "i̇stanbul"), (["ΟΔΟΣ"], "οδος"), (["ΟΔΟΣ"], "οδοσ"),
    (["STRASSE"], "straße"), (["ﬁnal"], "final"), (["東京"], "東京"), (["東京 tower"], "the 東京 Tower"), (["the"], "the"), (["the"], "a"),
    (["the"], ""), (["A"], "a"), (["Vitamin A"], "vitamin"), ([""], ""), (["!!!"], ""), (["!!!"], "???"), (["Paris"], ""),
    (["to be or not to be"], "to be to be"), (["a b c d"], "d c b"), (["x x x y"], "x y y"), (["non\u00a0breaking space"], "non breaking space"),
    (["tab\tnew\nline"], "tab new line"), (["unit\x1fseparator"], "unit separator"), (["next\x85line"], "next line"), (["zero\ufeffwidth"], "zero width"),
    (["the_end"], "end"), (["a1"], "1"), (["an²"], "²"), (["the½"], "½"), (["the€"], "€"), (["a\u2019s"], "\u2019s"), (["4"], "in 1947"), (["4"], "gate 4, left"),
    (["Louis XIV", "Louis the Fourteenth"], "King Louis XIV of France"), (["new york city"], "New York"), (["New York"], "a New York city"),
    (["ten"], "often"), (["C++"], "C"), (["C#"], "c"), (["AT&T"], "att"), (["e.g."], "eg"), (["“the”"], "“”"), (["ⅷ"], "Ⅷ"), (["ＡＢＣ"], "ａｂｃ"),
]
PASSAGES = [
    (["Paris"], "The capital is Paris."), (["paris"], "PARISIAN"), (["U.S."], "in the U.S. army"), (["US"], "in the U.S. army"), (["U.S"], "in the U . S army"),
    (["well-known"], "a well - known fact"), (["well known"], "a well-known fact"), (["1,000"], "about 1,000 men"), (["1000"], "about 1,000 men"),
    (["Beyonc\u00e9"], "Beyonce\u0301 sang"), (["Beyonce"], "Beyoncé sang"), (["東京"], "東京都"), (["東京"], "in 東京."), (["$12"], "nearly $12 a barrel"),
    (["$ 12"], "nearly $12"), (["the Beatles"], "Beatles"), (["4"], "in 1947"), (["a\u00a0b"], "x a b y"), (["a\u200bb"], "a b"), (["O’Brien"], "O'Brien"),
    (["no", "yes"], "Yes, it is"), ([], "anything"), (["Anna"], ""), (["İ"], "i̇"), (["ΟΔΟΣ"], "η οδός"), (["final"], "ﬁnal"), (["½"], "1½ miles"), (["🎵"], "a 🎵 b"),
    (["a b a c"], "a b a b a c"),
]
out = {
    "made_by": "test/oracles/squad/answers.py",
    "versions": {"python": sys.version.split()[0], "unicode": unicodedata.unidata_version, "regex": importlib.metadata.version("regex")},
    "answers": [
        {
            "answers": gold,
            "prediction": p,
            "normalized": normalize_answer(p),
            "EM": max(compute_exact(g, p) for g in gold),
            "F1": max(compute_f1(g, p) for g in gold),
            "Contains": max(contains(g, p) for g in gold),
        }
        for gold, p in PAIRS
    ],
    "passages": [{"answers": a, "text": t, "hasAnswer": has_answer(a, t)} for a, t in PASSAGES],
}
path = pathlib.Path(__file__).parent / "fixtures" / "answers.json"
path.write_text(json.dumps(out, indent=1) + "\n")
print(path, len(PAIRS), "answers,", len(PASSAGES), "passages")
