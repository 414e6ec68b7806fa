"""The texts and the vocabulary are sound. The tests of the program stay where the program is developed."""

from pathlib import Path

from click.testing import CliRunner

from policy_digest.__main__ import main

SOURCES = Path(__file__).parents[1] / "sources"


def test_the_check_finds_nothing() -> None:
    """Neither an error nor a warning."""
    result = CliRunner().invoke(main, ["check", "--strict", "--sources", str(SOURCES)])
    assert result.exit_code == 0, result.output
