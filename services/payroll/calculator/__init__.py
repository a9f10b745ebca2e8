"""Checking a figure without any server: facts as JSON in, lines with their explanation out."""

from services.payroll.calculator.evaluate import Evaluation, InputError, evaluate_text

__all__ = ["Evaluation", "InputError", "evaluate_text"]
