"""An odd value never stops a run: every keyword with every odd value, in any place."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from connectgen.core import ir
from connectgen.core.documents import Snapshot
from connectgen.parse import parse_api
from connectgen.pipeline.preview import render_preview
from support.odd_values import (
    KEYWORDS_TO_CHANGE,
    NAMES,
    RESOURCE,
    VALUES,
    changed,
    load_sample,
    mutations,
    record_in,
    with_every_value,
)

COUNT = len(KEYWORDS_TO_CHANGE) * len(VALUES)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return load_sample(tmp_path_factory.mktemp("sample"))


Field = tuple[str, str, str]


def fields_of(api: ir.Api) -> dict[Field, ir.Field]:
    return {
        (view.direction, model.location.document, field.location.pointer): field
        for resource in api.resources
        for view in resource.views
        for model in view.models
        for field in model.fields
    }


def test_there_are_enough_combinations():
    assert COUNT > 3000


@pytest.mark.slow
@pytest.mark.parametrize("keyword", KEYWORDS_TO_CHANGE)
def test_an_odd_value_is_taken_and_harms_nothing_else(sample: Snapshot, keyword: str):
    before, known = parse_api(sample, (RESOURCE,))
    for odd in mutations(sample, keyword):
        api, warnings = parse_api(odd.snapshot, (RESOURCE,))
        told = [warning for warning in warnings if warning not in known]
        assert len({(each.location, each.kind) for each in told}) == len(told), (odd.value, told)
        assert all(odd.is_inside(each.location) for each in told), told
        if "/properties/" not in odd.pointer:
            continue  # the record or a base of it: all fields may be others
        after = fields_of(api)
        for key, field in fields_of(before).items():
            # Fields of a part are gone if the odd value is what led there.
            is_led_to = field.location.document != f"v1.4/{odd.document}.json"
            if not odd.is_inside(field.location) and not (is_led_to and key not in after):
                assert after[key] == field, (odd.value, key)


@pytest.mark.slow
@pytest.mark.parametrize("keyword", KEYWORDS_TO_CHANGE)
def test_every_odd_value_is_rendered(sample: Snapshot, keyword: str):
    api, warnings = parse_api(with_every_value(sample, keyword), (RESOURCE,))
    names = {field.wire_name for field in fields_of(api).values()}
    kinds = Counter(warning.kind for warning in warnings)
    if keyword not in ("readOnly", "writeOnly", "isAvailableForGET"):
        assert {f"odd{index}" for index, _ in enumerate(VALUES)} <= names
    assert kinds.keys() <= {
        *("ignored-keyword", "odd-value", "slow-pattern", "unavailable-part", "unchecked-pattern"),
        *("unknown-keyword", "unresolved-ref", "unusable-value"),
    }
    for file in render_preview(api, ("models", "dicts", "resources", "validators"), runs=True):
        compile(file.text, file.path, "exec")


@pytest.mark.slow
def test_odd_names_and_values_go_through_fetch_generate_and_import(
    sample: Snapshot, tmp_path: Path
):
    from support.catalog_server import serving_catalog

    contents = {document.path: document.content for document in sample.documents}
    content: dict[str, Any] = copy.deepcopy(contents[RESOURCE])
    for keyword in ("enum", "title", "pattern", "$ref", "type", "default", "items", "required"):
        odd = with_every_value(changed(sample, RESOURCE, content), keyword)
        content = next(each.content for each in odd.documents if each.path == RESOURCE)
        properties = record_in(content)["properties"]
        for name in [name for name in properties if name.startswith(("odd", "free", "items"))]:
            properties[f"{keyword} {name}"] = properties.pop(name)
    for name in NAMES:
        record_in(content)["properties"][name] = {"type": "object", "properties": {name: {}}}
    with serving_catalog() as site:
        site.documents[RESOURCE] = content
        site.documents["CO.Warranty/gone"] = {"type": 5}
        command = [sys.executable, "-m", "connectgen"]
        for arguments in (
            ("fetch", site.url, RESOURCE, "--into", "schemas"),
            ("generate", "--schemas", "schemas", "--package", "odd"),
        ):
            done = subprocess.run(
                [*command, *arguments],
                cwd=tmp_path,
                env={**site.environment, "PATH": ""},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-2000:]
            assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 15
    run = "import odd.resources.co_warranty\n"
    run += "import odd.models.co_warranty as m, odd.validators.co_warranty as v\n"
    run += "for name in m.__all__: getattr(m, name).__dataclass_fields__\n"
    run += "assert v.create_violations([]) and m.CoWarranty.from_json({}).to_json() == {}\n"
    subprocess.run([sys.executable, "-c", run], cwd=tmp_path, check=True)
