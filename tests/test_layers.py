"""Imports run one way: corpus <- index <- qa <- app.py, and what is heavy stays behind one door."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("corpus", "index", "qa")
FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]
FILES += [path for path in [ROOT / "app.py"] if path.exists()]

FORBIDDEN = {
    "corpus": {"index", "qa", "app"},
    "index": {"qa", "app"},
    "qa": {"app"},
    "app": set(),
}
# The rooms of each package, from the ground up: one imports only from those before it and from itself.
ROOMS = {
    "corpus": (
        *(
            "identity",
            "errors",
            "word_lists",
            "text",
            "subjects",
            "article",
            "options",
            "apart",
            "raw",
            "rows",
            "formats",
            "fetch",
        ),
    ),
    "index": (
        *(
            "contract",
            "telemetry",
            "private",
            "embed",
            "catalogue",
            "registers",
            "browse",
            "stores",
            "place",
            "builds",
            "archive",
        ),
        *("search", "backup", "ingest", "upkeep"),
    ),
    "qa": (
        *("settings", "stages", "models", "facts", "question", "evidence", "check", "refuse", "write"),
        *("answer", "status", "evaluate", "integrations", "upkeep", "desk", "error_messages", "intake"),
        *("schemas", "auth", "cli", "web"),
    ),
    "qa.web": (
        *("static", "concurrency", "errors", "middleware", "connections", "state", "metrics", "traces"),
        *("html", "auth", "export", "api", "page", "server"),
    ),
}
HEAVY = {
    *("torch", "sentence_transformers", "transformers", "gradio", "chromadb", "llama_index", "openvino"),
    *("psycopg", "httpx", "wordfreq", "alembic"),
}
# Modules on the way to every command: what they import, `citedesk --help` pays for.
LIGHT = ("qa/__init__.py", "qa/cli/main.py", "qa/desk.py", "app.py")
ENVIRONMENT = ("qa/settings.py",)
# Some libraries are told by it to be quiet; setting is not reading.
SETS_ENVIRONMENT = ("index/telemetry.py",)
# Needed by a library that we call: torch.onnx.export.
UNSEEN = {"onnx"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def imported(node: ast.AST) -> Iterator[str]:
    """The full names of the modules that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide which layer they reach"
        yield node.module or ""


@cache
def named_in(path: Path) -> frozenset[str]:
    """The full names of all modules that a file imports, at whatever place."""
    return frozenset(name for node in nodes_of(path) for name in imported(node))


def imports(path: Path) -> set[str]:
    """The top names of everything that a file imports."""
    return {name.split(".")[0] for name in named_in(path)}


def imports_when_loaded(node: ast.AST) -> Iterator[str]:
    """The top names of what is imported as soon as the file is: outside functions and type checking."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield from (name.split(".")[0] for name in imported(child))
        yield from imports_when_loaded(child)


def importers_of(package: str) -> set[str]:
    return {name_of(path) for path in FILES if package in imports(path)}


def test_imports_run_one_way() -> None:
    assert not {name_of(path): up for path in FILES if (up := imports(path) & FORBIDDEN[layer_of(path)])}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}


@cache
def modules_imported(path: Path) -> set[str]:
    """The project's own modules that a file imports, also those that it takes from their package."""
    modules = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            modules |= {name if name in MODULES else node.module or "" for name in whole}
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return modules & MODULES.keys()


def room_of(package: str, module: str) -> str | None:
    """The room of `package` that a module lies in, None when it lies elsewhere or is the package itself."""
    inside = module.removeprefix(f"{package}.")
    return inside.split(".")[0] if inside != module else None


def test_imported_modules_exist() -> None:
    """Of the project; an import inside a function would fail only when it is run."""
    ours = {*LAYERS, "app", "tests"}
    own = {name_of(path): {name for name in named_in(path) if name.split(".")[0] in ours} for path in FILES}
    assert not {path: missing for path, names in own.items() if (missing := names - MODULES.keys())}


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_import_one_way(package: str) -> None:
    order = {room: place for place, room in enumerate(ROOMS[package])}
    homes = {module: room for module in MODULES if (room := room_of(package, module))}
    assert set(homes.values()) == set(order), "the table of rooms is not what is there"
    upward = {
        f"{module} imports {other}"
        for module, room in homes.items()
        for other in modules_imported(MODULES[module]) & homes.keys()
        if order[homes[other]] > order[room]
    }
    assert not upward


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: modules_imported(path) - {module} for module, path in MODULES.items()}
    TopologicalSorter(graph).prepare()


def test_no_private_name_is_imported() -> None:
    taken = {
        f"{name_of(path)}: {node.module}.{alias.name}"
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    }
    assert not taken


def test_every_room_says_where_to_start_reading() -> None:
    for path in FILES:
        if path.name == "__init__.py" and path.parent.parent != ROOT:
            assert "Start reading at `" in (ast.get_docstring(tree_of(path)) or ""), name_of(path)


@pytest.mark.parametrize("package", LAYERS)
def test_the_architecture_lists_the_rooms_in_their_order(package: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition(f"\n| `{package}/` | |\n")[2].partition("\n\n")[0]
    listed = [name for row in table.splitlines() for name in re.findall(r"`(\w+)/?`", row.split("|")[1])]
    assert tuple(listed) == ROOMS[package]


def test_importing_a_leaf_loads_only_what_it_needs() -> None:
    code = "import sys, qa.check.causes; print(*(name for name in sys.modules if name.startswith('qa.')))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert set(ran.stdout.split()) == {"qa.check", "qa.check.causes"}


def test_chromadb_is_imported_in_one_file() -> None:
    assert importers_of("chromadb") <= {"index/stores/chroma.py"}


def test_gradio_is_imported_in_one_place() -> None:
    importers = importers_of("gradio")
    parts = ("blocks", "gradio_parts", "archive_tab", "article_list", "chat_tab")
    assert importers == {f"qa/web/page/{name}.py" for name in parts}


def test_only_the_app_imports_the_page() -> None:
    reaching = {path for path in FILES if any(f"{name}.".startswith("qa.web.") for name in named_in(path))}
    assert {name_of(path) for path in reaching if ROOT / "qa" / "web" not in path.parents} == {"app.py"}


def test_nothing_imports_what_only_tests_need() -> None:
    tests_only = {"pytest", "hypothesis", "jsonschema", "selenium", "bm25s", "schemathesis", "tests"}
    assert not {name_of(path): found for path in FILES if (found := imports(path) & tests_only)}


def normal(name: str) -> str:
    """A distribution's name in the one form that compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_what_is_required() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["postgres"], *extras["traces"]]
    required = {normal(re.split(r"[<>=!\[; ]", line)[0]) for line in lines}
    named = {name for path in FILES for name in named_in(path)}
    third_party = {name for name in named if name.split(".")[0] not in {*sys.stdlib_module_names, *LAYERS}}
    carriers = packages_distributions()
    owners = {name: {normal(owner) for owner in carriers.get(name.split(".")[0], [])} for name in third_party}
    assert not {name for name, found in owners.items() if not found & required}, "imported, not required"
    assert not required - UNSEEN - set().union(*owners.values()), "required, never imported"


def environment_uses(path: Path) -> Iterator[str]:
    """How a file touches the environment: "read" or "set"."""
    nodes = nodes_of(path)
    assigned = {
        id(target.value)
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript)
    }
    setters = {
        id(node.func.value)
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setdefault", "update", "pop"}
    }
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from ("read" for alias in node.names if alias.name in {"environ", "getenv", "environb"})
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            if node.attr in {"getenv", "getenvb", "environb"}:
                yield "read"
            elif node.attr in {"putenv", "unsetenv"} or id(node) in assigned | setters:
                yield "set"
            elif node.attr == "environ":
                yield "read"


def test_the_environment_is_read_in_one_file() -> None:
    uses = {(name_of(path), use) for path in FILES for use in environment_uses(path)}
    allowed = {(name, "read") for name in ENVIRONMENT} | {(name, "set") for name in SETS_ENVIRONMENT}
    assert uses <= allowed


@pytest.mark.parametrize("name", LIGHT)
def test_what_every_command_loads_imports_nothing_heavy_at_once(name: str) -> None:
    path = ROOT / name
    assert not set(imports_when_loaded(tree_of(path))) & HEAVY


@pytest.mark.parametrize("module", ["qa", "qa.cli.main", "app"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """What the syntax tree cannot show: a light module that imports one that imports torch."""
    code = f"import sys, {module}; print(*(sys.modules.keys() & {HEAVY!r}))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []
