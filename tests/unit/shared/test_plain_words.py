"""Faults in plain words."""

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.plain_words import FAULTS_TOLD, faults_of


class Form(BaseModel):
    """A form without fields."""

    model_config = ConfigDict(extra="forbid")


def test_of_very_many_faults_the_first_are_told() -> None:
    with pytest.raises(ValidationError) as raised:
        Form.model_validate({f"field{number}": 0 for number in range(1000)})
    faults = faults_of(raised.value)
    assert len(faults) == FAULTS_TOLD
    assert faults[0].pointer == "/field0"
