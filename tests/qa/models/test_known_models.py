import pytest

from corpus.errors import SettingsError
from qa.models.known_models import find_model, is_here, known_models, model_file
from tests.qa.models.carriers import PART, made_up


def test_every_model_has_a_name_of_its_own_and_a_free_licence() -> None:
    models = known_models()
    assert len({model.name for model in models}) == len(models) >= 1
    assert {model.licence for model in models} == {"Apache-2.0"}
    assert [model.bytes for model in models] == sorted(model.bytes for model in models)
    assert all(find_model(model.name) is model for model in models)


def test_carriers_hold_the_whole_of_it() -> None:
    carried = [model for model in known_models() if model.carriers]
    assert [(model.name, model.parts) for model in carried] == [("qwen2.5-coder-1.5b", 22)]
    assert made_up(carriers=True).parts == 2
    assert made_up().parts == 0


def test_memory_is_asked_for_by_size() -> None:
    assert made_up().memory == 4_000_000_000
    assert find_model("qwen2.5-coder-7b").memory == 6_183_073_536


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="qwen-coder") as caught:
        find_model("qwen-coder-1.5b")
    assert "Did you mean qwen2.5-coder-1.5b?" in caught.value.hint


def test_half_a_file_is_not_here(tmp_path) -> None:
    model = made_up()
    assert not is_here(model, tmp_path)
    file = model_file(model, tmp_path)
    file.parent.mkdir()
    file.write_bytes(b"x" * PART)
    assert not is_here(model, tmp_path)
