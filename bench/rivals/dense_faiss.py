"""Exact search of faiss-cpu (IndexFlatIP), one query at a time.

usage: dense_faiss.py VECTORS QUERIES DIMENSIONS  (raw float32 files)
Request {"k": 100, "threads": 1}; answer {"seconds": of all queries, "docnos": of each query}.
"""

import json
import sys
import time

import faiss
import numpy as np

vectors, queries, dimensions = sys.argv[1], sys.argv[2], int(sys.argv[3])
index = faiss.IndexFlatIP(dimensions)
index.add(np.fromfile(vectors, np.float32).reshape(-1, dimensions))
queries = np.fromfile(queries, np.float32).reshape(-1, 1, dimensions)
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    faiss.omp_set_num_threads(request["threads"])
    start = time.perf_counter()
    found = [index.search(query, request["k"])[1][0] for query in queries]
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "docnos": [docnos.tolist() for docnos in found]}), flush=True)
