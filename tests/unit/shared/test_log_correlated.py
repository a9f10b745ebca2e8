"""Lines about many things stay short, and none of their correlation ids is missing."""

from structlog.testing import capture_logs

from shared.logging import CORRELATION_IDS_A_LINE, log_correlated


def test_a_line_names_few_and_the_lines_behind_it_the_rest() -> None:
    ids = [f"erp#{number}" for number in range(2 * CORRELATION_IDS_A_LINE + 1)]
    with capture_logs() as lines:
        log_correlated("batch_applied", [*ids, *ids], door="http")
    assert [line["event"] for line in lines] == ["batch_applied", "more_correlation_ids", "more_correlation_ids"]
    assert [len(line["correlation_ids"]) for line in lines] == [CORRELATION_IDS_A_LINE, CORRELATION_IDS_A_LINE, 1]
    assert [name for line in lines for name in line["correlation_ids"]] == ids
    assert lines[0]["correlations"] == len(ids)


def test_as_many_as_fit_are_one_line() -> None:
    with capture_logs() as lines:
        log_correlated("recomputed", [f"erp#{number}" for number in range(CORRELATION_IDS_A_LINE)], kind="order")
    assert len(lines) == 1
