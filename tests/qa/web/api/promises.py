"""What the HTTP interface says of itself, held against what it answers, by schemathesis.

Imported by the tests that need it: it takes a second, which every process that runs tests would spend.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

# Not positive_data_acceptance: which outlets and articles there are is for no schema to say.
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]


def check_operation(api: FastAPI, method: str, path: str, mode: str) -> None:
    """Ask as the description allows it, if `mode` is "positive", or as it does not, if it is "negative"."""

    @settings(
        max_examples=settings.default.max_examples // 4,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_described(api)[path][method].as_strategy(GenerationMode(mode)))
    def keeps(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    keeps()


def check_request(api: FastAPI, method: str, path: str, **given_: Any) -> int:
    """Hold one answer to the description, and return its status."""
    case = _described(api)[path][method].Case(**given_)
    return int(case.call_and_validate(checks=CHECKS).status_code)


def _described(api: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", api)
