from tui.results.result_item import ResultItem
from tui.results.result_list import ResultList


def results(*ids: str) -> ResultList:
    listed = ResultList()
    listed.replace(ResultItem(item_id, item_id, "text") for item_id in ids)
    return listed


def test_single_selection_lets_the_other_go_and_toggles_off() -> None:
    listed = results("a", "b")
    assert listed.toggle("single") == [0]
    listed.cursor = 1
    assert sorted(listed.toggle("single")) == [0, 1]
    assert listed.selected == ["b"]
    assert listed.toggle("single") == [1]
    assert listed.selected == []


def test_multiple_selection_is_in_the_order_of_the_results() -> None:
    listed = results("a", "b", "c")
    for listed.cursor in (2, 0):
        listed.toggle("multiple")
    assert listed.selected == ["a", "c"]
    assert listed.toggle("none") == []


def test_unfinished_results_cannot_be_selected() -> None:
    listed = results("a")
    listed.update(ResultItem("a", "a", "text", state="running"))
    assert listed.toggle("single") == []


def test_replacing_keeps_cursor_and_selection_by_id() -> None:
    listed = results("a", "b", "c")
    listed.select(["a", "c", "unknown"])
    listed.cursor = 2
    listed.replace([ResultItem(item_id, item_id, "text") for item_id in ("x", "c", "x")])
    assert [item.id for item in listed.items] == ["x", "c"]
    assert listed.cursor == 1
    assert listed.selected == ["c"]
    listed.replace([])
    assert listed.cursor is None
    assert listed.current is None


def test_updates_report_only_changes() -> None:
    listed = results("a")
    assert listed.update(ResultItem("a", "a", "text")) is None
    assert listed.update(ResultItem("z", "z", "text")) is None
    assert listed.update(ResultItem("a", "b", "text")) == 0
