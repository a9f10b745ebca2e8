"""Printing is bounded: in documents a file, and in the memory that stays behind."""

import psutil
import pytest

from services.payroll.documents.model import DocumentError
from services.payroll.documents.payslip import payslips_pdf
from services.payroll.documents.pdf import MOST_DOCUMENTS
from tests.unit.payroll.documents.examples import pages_of, payslip


def test_a_file_of_too_many_payslips_is_refused() -> None:
    with pytest.raises(DocumentError, match="301 documents are too many"):
        payslips_pdf([payslip()] * (MOST_DOCUMENTS + 1))


def test_a_workshop_of_sixty_prints_into_one_file() -> None:
    printed = payslips_pdf([payslip(worker=f"W-{number:06d}") for number in range(60)])
    assert [f"W-{number:06d}" in page for number, page in enumerate(pages_of(printed.content))] == [True] * 60
    assert len(printed.content) < 1_000_000


def test_printing_again_and_again_does_not_fill_the_memory() -> None:
    """Kept pages would leave about a megabyte a payslip behind, here more than 150."""
    process = psutil.Process()
    payslips_pdf([payslip()])
    before = process.memory_info().rss
    for month in range(8):
        payslips_pdf([payslip(worker=f"W-{month}-{number}", name=chr(0x4E00 + number)) for number in range(20)])
    assert process.memory_info().rss - before < 60_000_000
