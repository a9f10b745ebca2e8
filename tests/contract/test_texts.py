"""Every text of ours says the same in Chinese and English, under a code that is its alone."""

import ast
import re
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile("[\N{CJK UNIFIED IDEOGRAPH-4E00}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]")


class Written(NamedTuple):
    where: str
    code: str
    zh: str
    en: str


def written_texts() -> list[Written]:
    """Every `Text("code", "zh", "en")` of the code."""
    found = []
    for folder in ("services", "shared", "cli"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
                    parts = [part.value if isinstance(part, ast.Constant) else None for part in call.args]
                    code, *words = [part for part in parts if isinstance(part, str)] or [""]
                    if code and len(words) == 2:
                        found.append(Written(f"{file.relative_to(ROOT)}:{call.lineno}", code, *words))
    return found


TEXTS = written_texts()


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_is_in_chinese_and_in_english() -> None:
    assert len(TEXTS) > 100, "the search finds nothing any more"
    assert [text for text in TEXTS if text.zh and not CHINESE.search(text.zh)] == []
    assert [text for text in TEXTS if bool(text.zh) != bool(text.en)] == []
    assert [
        text for text in TEXTS if CHINESE.search(re.sub("[(（].*?[)）]|“.*?”|是|否|√|半|×|假|带薪", "", text.en))
    ] == []


def test_both_languages_leave_the_same_gaps() -> None:
    assert [text for text in TEXTS if gaps(text.zh) != gaps(text.en)] == []


def test_a_refusals_code_is_the_code_of_no_other_words() -> None:
    """A rule's title and its formula are told apart by where they stand; what is refused by nothing but the code."""
    words_of: dict[str, set[tuple[str, str]]] = {}
    for text in TEXTS:
        if "." in text.code:
            words_of.setdefault(text.code, set()).add((text.zh, text.en))
    assert {code: words for code, words in words_of.items() if len(words) > 1} == {}
    assert [code for code, times in Counter(text.code for text in TEXTS if "." in text.code).items() if times > 1] == []


def test_every_refusal_declared_is_one_that_is_raised() -> None:
    sources = [file.read_text("utf-8") for folder in ("services", "shared") for file in (ROOT / folder).rglob("*.py")]
    declared = {
        part.target.id
        for source in sources
        for part in ast.parse(source).body
        if isinstance(part, ast.AnnAssign) and isinstance(part.value, ast.Call) and isinstance(part.target, ast.Name)
        if isinstance(part.value.func, ast.Name) and part.value.func.id == "Refusal"
    }
    assert len(declared) > 60, "the search finds nothing any more"
    words = Counter(re.findall(r"\w+", "\n".join(sources)))
    assert [name for name in sorted(declared) if words[name] < 2] == [], "what nobody raises is no refusal"
