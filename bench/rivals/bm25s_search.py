"""bm25s, one backend: python bm25s_search.py numba|numpy.  Requests, one JSON line each:
{"op": "load", "corpus": PATH, "queries": PATH, "text_queries": [...]}  files of one JSON list of terms a line -> {"version"}
{"op": "search", "k": 100}     all queries of terms, one thread                                          -> {"seconds"}
{"op": "text", "k": 100}       all questions as text, tokenised by bm25s with stop words kept            -> {"seconds"}
{"op": "latency", "k": 100}    one call a query of terms                                                 -> {"milliseconds": [...]}
"""
import json
import sys
import time

import bm25s


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


backend = sys.argv[1]
retriever = bm25s.BM25(k1=0.9, b=0.4, method="lucene", backend=backend)
queries, questions = [], []


def search(terms, k):
    return retriever.retrieve(terms, k=k, show_progress=False, n_threads=1)


def text(k):
    search(bm25s.tokenize(questions, stopwords=None, show_progress=False, return_ids=False), k)


def latency(k):
    times = []
    for query in queries:
        start = time.perf_counter()
        search([query], k)
        times.append(1000 * (time.perf_counter() - start))
    return times


def seconds(action):
    start = time.perf_counter()
    action()
    return {"seconds": time.perf_counter() - start}


print("ready", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "load":
        retriever.index(lines(request["corpus"]), show_progress=False)
        queries, questions = lines(request["queries"]), request["text_queries"]
        answer = {"version": bm25s.__version__}
    elif request["op"] == "search":
        answer = seconds(lambda: search(queries, request["k"]))
    elif request["op"] == "text":
        answer = seconds(lambda: text(request["k"]))
    else:
        answer = {"milliseconds": latency(request["k"])}
    print(json.dumps(answer), flush=True)
