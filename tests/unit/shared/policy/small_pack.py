"""The smallest sound pack, in a file and in a folder, to be spoilt in one place or changed from a date on."""

from pathlib import Path

SMALL_PACK = """
pack: small
title: {zh: 小, en: small}
documents: {report: A report}
clauses:
  awards: {document: report, paragraph: "1", zh: 满勤奖, en: an award}
rules:
  full_attendance_award: awards
parameters:
  scheme.effective_from:
    kind: date
    unit: date
    values: [{from: "2022-01-01", value: "2022-01-01", status: stated, source: awards}]
  full_attendance_award.amount:
    kind: decimal
    unit: yuan
    values: [{from: "2022-01-01", value: "500", status: stated, source: awards}]
  full_attendance_award.payer:
    kind: choice
    unit: payer
    alternatives: [company, collective]
    values: [{from: "2022-01-01", value: company, status: stated, source: awards}]
"""
AMOUNT = '{from: "2022-01-01", value: "500", status: stated, source: awards}'


def write(folder: Path, text: str) -> Path:
    file = folder / "small.yaml"
    file.write_text(text, encoding="utf-8")
    return file


HEAD, AWARDS = "pack.yaml", "awards.yaml"
SMALL_FOLDER = {
    HEAD: """
pack: small
title: {zh: 小, en: small}
documents: {report: A report}
parameters:
  scheme.effective_from:
    kind: date
    unit: date
    values: [{from: "2022-01-01", value: "2022-01-01", status: stated, source: awards}]
""",
    AWARDS: """
clauses:
  awards: {document: report, paragraph: "1", zh: 满勤奖, en: an award}
rules:
  full_attendance_award: awards
parameters:
  full_attendance_award.amount:
    kind: decimal
    unit: yuan
    values: [{from: "2022-01-01", value: "500", status: stated, source: awards}]
  full_attendance_award.payer:
    kind: choice
    unit: payer
    alternatives: [company, collective]
    values: [{from: "2022-01-01", value: company, status: stated, source: awards}]
""",
}


def write_folder(folder: Path, **changes: str) -> Path:
    """The small pack as a folder; `head` and `awards` replace its files' text, other names are further files."""
    folder.mkdir(exist_ok=True)
    texts = SMALL_FOLDER | {
        {"head": HEAD, "awards": AWARDS}.get(name, f"{name}.yaml"): changes[name] for name in changes
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
