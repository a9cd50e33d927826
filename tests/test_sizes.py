"""Functions are read at a glance, files and folders looked through at once."""

from __future__ import annotations

import ast
from collections import Counter
from statistics import median

from tests.test_layers import FILES, name_of, nodes_of

MOST_LINES_OF_A_FUNCTION, MEDIAN_OF_A_FUNCTION = 45, 10
MOST_LINES_OF_A_FILE = 300
MOST_FILES_OF_A_FOLDER = 18


def test_functions_are_short() -> None:
    lengths = {
        f"{name_of(path)}: {node.name}, line {node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION}
    assert median(lengths.values()) <= MEDIAN_OF_A_FUNCTION


def test_files_are_short() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE}


def test_folders_have_few_files() -> None:
    counts = Counter(name_of(path.parent) for path in FILES)
    assert not {name: count for name, count in counts.items() if count > MOST_FILES_OF_A_FOLDER}
