"""bm25s: tokenises (stop words kept, no stemming) and indexes.  {"op": "load", "texts": PATH}: a JSON string a line; {"op": "index", "backend"} -> {"seconds", "tokenize"}"""
import json
import sys
import time

import bm25s

texts = []
print("ready", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "load":
        with open(request["texts"], encoding="utf-8") as file:
            texts = [json.loads(text) for text in file]
        answer = {"version": bm25s.__version__}
    else:
        start = time.perf_counter()
        tokens = bm25s.tokenize(texts, stopwords=None, show_progress=False)
        tokenized = time.perf_counter()
        retriever = bm25s.BM25(k1=0.9, b=0.4, method="lucene", backend=request["backend"])
        retriever.index(tokens, show_progress=False)
        answer = {"seconds": time.perf_counter() - start, "tokenize": tokenized - start}
    print(json.dumps(answer), flush=True)
