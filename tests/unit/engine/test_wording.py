from engine.lab.tables import adversarial_table, exploration_table
from engine.wording import counted, listed


def test_one_thing_is_no_plural() -> None:
    assert [counted(n, "image") for n in (0, 1, 2, 1200)] == ["0 images", "1 image", "2 images", "1,200 images"]


def test_of_many_things_the_first_are_named_and_the_others_counted() -> None:
    assert [listed(words.split()) for words in ("", "a", "a b c d", "a b c d e")] == [
        "",
        "a",
        "a, b, c, d",
        "a, b, c and 2 more",
    ]


def test_a_range_of_one_value_is_that_value() -> None:
    found = {"median": 12.0, "least": 12, "most": 12}, {"median": 20.0, "least": 3, "most": 25}
    row = {"matchings": 1, "joint": found[0], "big": found[1]}
    table = exploration_table({"settings": {"seeds": [0, 1, 2]}, "summary": [row]})
    assert [list(column.cells) for column in table.columns] == [["1"], ["12"], ["20  (3 to 25)"]]
    values = {"eq5": [0.5], "samples of q": 0.25}
    adversarial = adversarial_table({"settings": {"seeds": [0]}, "metrics": {"calibration": values}})
    assert [list(column.cells) for column in adversarial.columns] == [["calibration"], ["0.500"], ["0.250"]]
