"""Lines with one fault are told together."""

from cli.client.lines import by_fault, lines_in_short


def test_lines_that_follow_each_other_are_a_run() -> None:
    assert lines_in_short([9, 3, 4, 5, 4]) == "3-5, 9"
    assert lines_in_short(range(2, 91)) == "2-90"


def test_beyond_a_dozen_runs_the_others_are_counted() -> None:
    assert lines_in_short(range(1, 61, 2)) == ", ".join(map(str, range(1, 25, 2))) + " … +18"


def test_faults_come_in_the_order_of_their_first_line() -> None:
    assert by_fault([(5, "b"), (4, "a"), (3, "b")]) == {"b": [3, 5], "a": [4]}
