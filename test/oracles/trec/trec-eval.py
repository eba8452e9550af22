"""Writes fixtures/measures.json: random runs and qrels with trec_eval's values, per query.

usage: python trec-eval.py   (needs pytrec-eval-terrier)
"""
import importlib.metadata
import json
import pathlib
import random

import numpy as np
import pytrec_eval

random.seed(17)
MEASURES = {
    "R@1": "recall_1", "R@5": "recall_5", "R@20": "recall_20", "R@100": "recall_100", "P@1": "P_1", "P@5": "P_5", "P@20": "P_20",
    "nDCG@5": "ndcg_cut_5", "nDCG@10": "ndcg_cut_10", "nDCG": "ndcg", "AP": "map", "AP@5": "map_cut_5", "RR": "recip_rank",
    "Success@1": "success_1", "Success@5": "success_5", "Success@10": "success_10",
}
queries = {}
for n in range(24):
    documents = [f"d{i}" for i in range(random.choice([3, 12, 40, 120]))]
    qrels = {d: random.choice([0, 0, 0, 1, 1, 2, 3]) for d in random.sample(documents, max(1, len(documents) // 3))}
    qrels["never-retrieved"] = random.choice([0, 1, 2])
    retrieved = random.sample(documents, random.randint(1, len(documents)))
    # Few distinct scores give many ties; two that differ only past float32 tie as well.
    if n % 3 == 0:
        run = {d: random.choice([1.0, 2.0, 3.0]) for d in retrieved}
    elif n % 3 == 1:
        run = {d: 1.0 + random.choice([0.0, 1e-9, 2e-9, 1e-3]) for d in retrieved}
    else:
        run = {d: random.gauss(0, 1) for d in retrieved}
    queries[f"q{n}"] = {"qrels": qrels, "run": run}

evaluator = pytrec_eval.RelevanceEvaluator(
    {q: x["qrels"] for q, x in queries.items()},
    {"recall.1,5,20,100", "P.1,5,20", "ndcg_cut.5,10", "ndcg", "map", "map_cut.5", "recip_rank", "success.1,5,10"},
)
values = evaluator.evaluate({q: x["run"] for q, x in queries.items()})
for q, x in queries.items():
    x["expected"] = {ours: values[q][theirs] for ours, theirs in MEASURES.items()}
out = {
    "made_by": "test/oracles/trec/trec-eval.py",
    "versions": {p: importlib.metadata.version(p) for p in ("pytrec-eval-terrier", "numpy")},
    "queries": queries,
}
path = pathlib.Path(__file__).parent / "fixtures" / "measures.json"
path.write_text(json.dumps(out) + "\n")
print(path, len(queries), "queries, numpy", np.__version__)
