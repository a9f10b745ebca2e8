"""A pack in a folder of files: how they are joined, and what of a folder is refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shared.policy import PackLibrary, PolicyError, load_pack_from
from shared.policy.parts import LARGEST_PACK_BYTES, MOST_FILES
from tests.unit.shared.policy.small_pack import AWARDS, HEAD, SMALL_FOLDER, SMALL_PACK, write, write_folder

AMOUNT, BEGINS = "full_attendance_award.amount", "scheme.effective_from"


def refusal(folder: Path) -> str:
    with pytest.raises(PolicyError) as refused:
        load_pack_from(folder)
    return str(refused.value)


def test_a_folder_and_a_file_that_say_the_same_are_the_same_pack(tmp_path: Path) -> None:
    in_one, in_two = load_pack_from(write(tmp_path, SMALL_PACK)), load_pack_from(write_folder(tmp_path / "small"))
    assert in_two.fingerprint == in_one.fingerprint
    assert (in_two.name, dict(in_two.rules)) == (in_one.name, dict(in_one.rules))
    assert in_two.parameters == in_one.parameters
    assert in_two.place == str(tmp_path / "small")


def test_files_of_one_topic_may_be_split_further(tmp_path: Path) -> None:
    rules, parameters = SMALL_FOLDER[AWARDS].split("parameters:\n")
    whole = load_pack_from(write_folder(tmp_path / "whole"))
    split = load_pack_from(write_folder(tmp_path / "split", awards=rules, figures=f"parameters:\n{parameters}"))
    assert split.fingerprint == whole.fingerprint


@pytest.mark.parametrize(
    ("again", "place", "first"),
    [
        ("pack: small\n", "pack", HEAD),
        ('title: {zh: "二", en: two}\n', "title", HEAD),
        ("documents: {report: A report}\n", "documents.report", HEAD),
        ('clauses: {awards: {document: report, paragraph: "2", zh: 奖, en: one}}\n', "clauses.awards", AWARDS),
        ("rules: {full_attendance_award: awards}\n", "rules.full_attendance_award", AWARDS),
        ("parameters: {scheme.effective_from: {}}\n", "parameters.scheme.effective_from", HEAD),
    ],
)
def test_what_two_files_give_is_refused_naming_both(tmp_path: Path, again: str, place: str, first: str) -> None:
    folder = write_folder(tmp_path / "small", extra=again)
    assert refusal(folder) == f"{folder / 'extra.yaml'}: {place}: {folder / first} gives it already; keep one"


def test_a_group_two_files_give_is_refused_naming_both(tmp_path: Path) -> None:
    group = "exclusive_groups: {prize: {rules: [one, two], source: awards, why: {zh: 同一目的, en: one purpose}}}\n"
    folder = write_folder(tmp_path / "small", one=group, two=group)
    place = "exclusive_groups.prize"
    assert refusal(folder) == f"{folder / 'two.yaml'}: {place}: {folder / 'one.yaml'} gives it already; keep one"


@pytest.mark.parametrize(
    ("file", "was", "becomes", "problem"),
    [
        (AWARDS, '"500"', '"five"', f"parameters.{AMOUNT}.values.0.value: 'five' is not accepted"),
        (AWARDS, "    unit: yuan\n", "", f"parameters.{AMOUNT}.unit: missing"),
        (AWARDS, "document: report", "document: rumour", "clauses.awards.document: there is no document 'rumour'"),
        (AWARDS, "award: awards", "award: rumour", "rules.full_attendance_award: there is no clause 'rumour'"),
        (AWARDS, "_award.payer:", "_award.pays:", "parameters.full_attendance_award.payer: missing; every rule must"),
        (AWARDS, "clauses:\n", "colour: red\nclauses:\n", "colour: not known here"),
        (AWARDS, "clauses:\n", "clauses: [\n", "is not valid YAML"),
        (AWARDS, "rules:\n  full_attendance_award: awards", "rules: [full_attendance_award]", "rules: not an object"),
        (AWARDS, "clauses:\n", "clauses: {}\nclauses:\n", "line 3: 'clauses' is given twice"),
        (
            HEAD,
            'from: "2022-01-01"',
            'from: "2022-01-15"',
            "parameters.scheme.effective_from.values.0.from: 2022-01-15",
        ),
        (HEAD, "pack: small", 'pack: small\nfrom: "2023-01-15"', "from: 2023-01-15 is inside a month"),
        (HEAD, "pack: small", "pack: Small!", "pack: not "),
    ],
)
def test_an_error_names_the_file_of_the_folder_and_the_place(
    tmp_path: Path, file: str, was: str, becomes: str, problem: str
) -> None:
    assert was in SMALL_FOLDER[file]
    folder = write_folder(tmp_path / "small")
    (folder / file).write_text(SMALL_FOLDER[file].replace(was, becomes, 1), encoding="utf-8")
    assert refusal(folder).startswith(f"{folder / file}: {problem}")


def test_problems_in_several_files_are_told_each_with_its_own(tmp_path: Path) -> None:
    unit = "    unit: yuan\n"
    folder = write_folder(
        tmp_path / "small",
        head=SMALL_FOLDER[HEAD].replace("    unit: date\n", ""),
        awards=SMALL_FOLDER[AWARDS].replace(unit, "").replace("    unit: payer\n", ""),
    )
    told = refusal(folder)
    missing = "missing (add the field)"
    assert told == (
        f"{folder / HEAD}: parameters.scheme.effective_from.unit: {missing}; "
        f"{folder / AWARDS}: parameters.{AMOUNT}.unit: {missing}; "
        f"parameters.full_attendance_award.payer.unit: {missing}"
    )


def test_what_no_file_gives_is_missing_in_the_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small", head="pack: small\ntitle: {zh: 小, en: small}\n")
    assert refusal(folder) == f"{folder}: documents: missing (add the field)"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- list\n", "word\n"])
def test_a_file_that_gives_nothing_by_name_is_refused(tmp_path: Path, text: str) -> None:
    folder = write_folder(tmp_path / "small", extra=text)
    assert refusal(folder).startswith(f"{folder / 'extra.yaml'}: the file: not an object")


def test_a_key_that_is_no_text_is_refused_with_its_file(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small", extra="1: one\n")
    assert refusal(folder).startswith(f"{folder / 'extra.yaml'}: 1: ")
    inside = write_folder(tmp_path / "inside", extra="rules: {1: awards}\n")
    assert refusal(inside).startswith(f"{inside / 'extra.yaml'}: rules.1.[key]: ")


@pytest.mark.parametrize("name", ["notes.txt", "wages.yaml.txt", "wages.yaml~", "README.md", "WAGES.YAML"])
def test_another_file_in_the_folder_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "small")
    (folder / name).write_text("rules: {}\n", encoding="utf-8")
    assert refusal(folder).startswith(f"{folder / name}: does not end in .yaml; a pack's folder holds nothing else")


def test_a_hidden_file_is_passed_over(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small")
    (folder / ".awards.yaml.swp").write_bytes(b"\xff")
    assert load_pack_from(folder).name == "small"


def test_a_link_and_a_folder_in_the_folder_are_refused_by_name(tmp_path: Path) -> None:
    linked = write_folder(tmp_path / "linked")
    (tmp_path / "elsewhere.yaml").write_text("rules: {}\n", encoding="utf-8")
    (linked / "wages.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    nested = write_folder(tmp_path / "nested")
    (nested / "wages.yaml").mkdir()
    for folder in (linked, nested):
        assert refusal(folder).startswith(f"{folder / 'wages.yaml'}: is a link, a folder or the like")


def test_as_many_files_as_allowed_are_read_and_not_one_more(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small")
    for number in range(MOST_FILES - 2):
        (folder / f"topic{number}.yaml").write_text("rules: {}\n", encoding="utf-8")
    assert load_pack_from(folder).name == "small"
    (folder / "one-more.yaml").write_text("rules: {}\n", encoding="utf-8")
    assert refusal(folder) == f"{folder}: holds more than {MOST_FILES} files; join some"


def test_files_are_bounded_together(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small")
    left = LARGEST_PACK_BYTES - sum(file.stat().st_size for file in folder.iterdir())
    filler = "rules: {}\n"
    (folder / "long.yaml").write_text(filler + "#" * (left - len(filler)), encoding="utf-8")
    assert load_pack_from(folder).name == "small"
    (folder / "long.yaml").write_text(filler + "#" * (left - len(filler) + 1), encoding="utf-8")
    assert refusal(folder) == f"{folder}: its files are larger than {LARGEST_PACK_BYTES} bytes together"


def test_a_single_file_is_bounded(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL_PACK + "#" * (LARGEST_PACK_BYTES - len(SMALL_PACK.encode())))
    assert load_pack_from(file).name == "small"
    file = write(tmp_path, SMALL_PACK + "#" * (LARGEST_PACK_BYTES - len(SMALL_PACK.encode()) + 1))
    assert refusal(file) == f"{file}: is larger than {LARGEST_PACK_BYTES} bytes"


def test_a_folder_that_does_not_say_which_pack_it_is_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small")
    (folder / HEAD).rename(folder / "head.yaml")
    absent = f"{folder}: there is no pack.yaml in it; that file says which pack the folder is"
    assert refusal(folder) == absent
    with pytest.raises(PolicyError) as refused:
        PackLibrary([tmp_path])
    assert str(refused.value) == absent
    write_folder(tmp_path / "small", head=SMALL_FOLDER[HEAD].replace("pack: small\n", ""))
    (folder / "head.yaml").unlink()
    with pytest.raises(PolicyError) as refused:
        PackLibrary([tmp_path])
    assert str(refused.value) == f"{folder}: pack: missing (add the field)"


def test_folders_and_files_of_one_pack_are_its_editions(tmp_path: Path) -> None:
    write(tmp_path, SMALL_PACK)
    later = SMALL_FOLDER[HEAD].replace("pack: small", 'pack: small\nfrom: "2023-01-01"')
    write_folder(tmp_path / "small-2023", head=later, awards=SMALL_FOLDER[AWARDS].replace("500", "600"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "README.md").write_text("no pack", encoding="utf-8")
    write_folder(tmp_path / ".hidden")
    packs = PackLibrary([tmp_path])
    assert packs.names == ("small",)
    pack = packs.load("small")
    assert [pack.rules_on(date(year, 12, 31)).decimal(AMOUNT) for year in (2022, 2023)] == [500, 600]
    assert [edition.place for edition in pack.editions] == [
        str(tmp_path / "small.yaml"),
        str(tmp_path / "small-2023"),
    ]


def test_two_folders_of_one_edition_are_refused_naming_both(tmp_path: Path) -> None:
    for name in ("copy", "small"):
        write_folder(tmp_path / name)
    with pytest.raises(PolicyError) as refused:
        PackLibrary([tmp_path]).load("small")
    assert str(refused.value).startswith(f"{tmp_path / 'copy'} and {tmp_path / 'small'} are both pack 'small' without")


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "small")
    listed = Path.iterdir

    def closed(path: Path) -> Iterator[Path]:
        if path == folder:
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", closed)
    assert refusal(folder) == f"{folder}: cannot be read: Permission denied"
    with pytest.raises(PolicyError) as refused:
        PackLibrary([tmp_path])
    assert str(refused.value) == f"the policy folder {folder} cannot be read: Permission denied"
