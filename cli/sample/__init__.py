"""Sample counties: one month of workshops as the files and events real clients would send."""

from cli.sample.command import sample

__all__ = ["sample"]
