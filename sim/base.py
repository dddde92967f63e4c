"""The pydantic base of everything read from a file: strict, frozen, no unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Model(BaseModel):
    """A frozen record that accepts only the keys and types it names."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""An id in kebab-case; safe in file names and CSV."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^[^\x00-\x1f\u202a-\u202e\u2066-\u2069]*$")]
"""One line of text without control or direction-override characters."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=90, pattern=r"^[^\x00-\x1f\u202a-\u202e\u2066-\u2069=+@-][^\x00-\x1f\u202a-\u202e\u2066-\u2069]*$")]
"""A short label; may not start like a spreadsheet formula."""
