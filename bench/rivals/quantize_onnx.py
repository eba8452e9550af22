"""onnxruntime's dynamic quantisation of an ONNX model, to a session that is ready to run, on two threads.

usage: quantize_onnx.py MODEL_DIR
Request {}; answer {"seconds"}.
"""

import json
import logging
import pathlib
import sys
import tempfile
import time

import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

logging.disable()
source = pathlib.Path(sys.argv[1]) / "onnx/model.onnx"
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 2
print("ready", flush=True)

for _ in sys.stdin:
    with tempfile.TemporaryDirectory() as folder:
        target = str(pathlib.Path(folder) / "quantized.onnx")
        start = time.perf_counter()
        quantize_dynamic(str(source), target, weight_type=QuantType.QInt8)
        onnxruntime.InferenceSession(target, options, providers=["CPUExecutionProvider"])
        seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds}), flush=True)
