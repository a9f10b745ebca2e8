"""Checking a figure without any server: facts as JSON in, lines with their explanation out."""

from services.payroll.calculator.evaluate import evaluate_text
from services.payroll.calculator.evaluation import Evaluation
from services.payroll.calculator.problems import InputError

__all__ = ["Evaluation", "InputError", "evaluate_text"]
