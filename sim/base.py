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

_UNFIT = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff"
"""Control characters, line separators and overrides of the direction of writing."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=rf"^[^{_UNFIT}]*$")]
"""One line of text without control or direction-override characters."""

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=90, pattern=rf"^[^{_UNFIT}=+@-][^{_UNFIT}]*$")
]
"""A short label; may not start like a spreadsheet formula."""
