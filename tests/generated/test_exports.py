"""Exports of the package and of its folders."""

from __future__ import annotations

import pytest
from connect_v1_4.models import incident_response as models


def test_exports_are_sorted_and_there():
    import connect_v1_4
    import connect_v1_4.models
    import connect_v1_4.resources
    import connect_v1_4.validators

    for package in (
        connect_v1_4,
        connect_v1_4.models,
        connect_v1_4.resources,
        connect_v1_4.validators,
        models,
    ):
        for name in package.__all__:
            assert getattr(package, name) is not None
        assert set(package.__all__) <= set(dir(package))
    assert connect_v1_4.__api_version__ == "v1.4"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = connect_v1_4.nothing
