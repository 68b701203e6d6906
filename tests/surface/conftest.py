import pytest

from tests.surface.measures import write_measure


@pytest.fixture
def edition(tmp_path):
    """The folder of the one edition of a small measure."""
    return write_measure(tmp_path / "small", ("first",)) / "first"
