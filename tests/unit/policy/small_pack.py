"""The smallest sound pack, to be spoilt in one place or changed from a date on."""

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
