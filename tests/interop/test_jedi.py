"""Completion by jedi, which IPython, Jupyter and many editors use: it runs nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

jedi = pytest.importorskip("jedi", reason="jedi is not installed: pip install -e '.[interop]'")

CLIENT = "from sample_site import Client\nclient = Client('x', auth=('a', 'b'))\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import sample_site\nsample_site.", {"Client", "Incident", "ListOptions", "is_set"}),
        ("import sample_site\nsample_site.Inc", {"Incident", "IncidentCreate", "IncidentPatch"}),
        ("from sample_site import Contact", {"Contact", "ContactCreate", "ContactPatch"}),
        ("from sample_site import Client\nClient('x', ", {"auth=", "application_context="}),
        (f"{CLIENT}client.", {"contacts", "incidents", "query_results", "with_options"}),
        (f"{CLIENT}client.contacts.", {"create", "delete", "get", "list", "update"}),
        (f"{CLIENT}client.contacts.get(1).", {"created_time", "login", "to_patch"}),
        (f"{CLIENT}for each in client.contacts.list():\n    each.", {"login", "name"}),
        (f"{CLIENT}with client as same:\n    same.", {"contacts", "close"}),
        ("from sample_site import ContactCreate\nContactCreate(", {"login=", "name="}),
        ("from sample_site import Contact\nContact.from_json({}).", {"login", "to_json"}),
        ("from sample_site import Contact\nContact.from_json({}).name.", {"first", "last"}),
        ("import sample_site\nsample_site.Page.", {"items", "next", "total_results"}),
    ],
)
def test_completions(sample: Path, source: str, expected: set[str]):
    project = jedi.Project(
        str(sample.parent), sys_path=[str(sample.parent), *sys.path], smart_sys_path=False
    )
    lines = source.split("\n")
    found = jedi.Script(source, project=project).complete(len(lines), len(lines[-1]))
    assert expected <= {each.name for each in found}
