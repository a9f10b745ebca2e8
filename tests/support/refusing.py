"""That something is refused, and as what: by the code, since words may change."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.refusals import Refused


@contextmanager
def refused_as(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What runs inside is refused under this code."""
    with pytest.raises(Refused) as refused:
        yield refused
    assert refused.value.refusal.code == code
