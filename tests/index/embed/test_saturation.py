from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino
from openvino import opset13 as ops

from index.embed.openvino_graph import CompiledGraph
from index.embed.smoothquant import bytes_of, weights_as_bytes

_SIZE = 64


@dataclass
class Text:
    ids: list[int]

    def __len__(self) -> int:
        return len(self.ids)


def test_a_graph_in_eight_bits_gives_exact_products_whatever_the_cpu(tmp_path: Path) -> None:
    ids, mask = ops.parameter([-1, -1], np.int64), ops.parameter([-1, -1], np.int64)
    for parameter, name in ((ids, "input_ids"), (mask, "attention_mask")):
        parameter.output(0).set_names({name})
    numbers = ops.unsqueeze(ops.convert(ops.multiply(ids, mask), "f32"), ops.constant(2))
    given = ops.multiply(numbers, ops.constant(np.ones((1, _SIZE), np.float32)))
    weights = np.full((_SIZE, 1), 127.0, np.float32)
    product = ops.matmul(bytes_of(given.output(0), 0.0, 255.0), weights_as_bytes(weights), False, True)
    product.output(0).set_names({"product"})
    model = openvino.Model([product], [ids, mask])
    openvino.save_model(model, tmp_path / "graph.xml", compress_to_fp16=False)
    result = CompiledGraph(tmp_path / "graph.xml").run([Text([255, 200]), Text([3])])["product"]
    exact = [[255 * 127 * _SIZE, 200 * 127 * _SIZE], [3 * 127 * _SIZE, 0]]
    np.testing.assert_allclose(result[..., 0], exact, rtol=0.001)
