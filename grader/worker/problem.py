"""What a submission does not allow an act to do, in a sentence for a person."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818  the submission's, no error of ours
    """An act cannot be carried out; the message is a sentence for a person."""
