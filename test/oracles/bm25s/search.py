"""bm25s, method lucene (exact lengths), k1 .9, b .4: search.py DOCUMENTS QUERIES K, files as for ../lucene/Search.java, and the same output."""
import json
import sys

import bm25s


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split(" ") for line in file]


documents, queries, k = lines(sys.argv[1]), lines(sys.argv[2]), int(sys.argv[3])
retriever = bm25s.BM25(k1=0.9, b=0.4, method="lucene")
retriever.index(documents, show_progress=False)
for query in queries:
    found, scores = retriever.retrieve([query], k=min(k, len(documents)), show_progress=False)
    print(json.dumps([[int(d), float(s)] for d, s in zip(found[0], scores[0]) if s > 0]))
