"""Importing Gradio writes nothing beside its modules."""

from __future__ import annotations

from gradio import component_meta
from gradio.components import Button

from qa.web.page.stubs import write_nothing


def test_no_types_for_editors_are_written_and_components_are_whole() -> None:
    assert component_meta.create_or_modify_pyi is write_nothing
    assert "click" in [str(event) for event in Button.EVENTS]
