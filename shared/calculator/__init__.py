"""Checking a figure without any server: what a kind of facts brings to be evaluated, and what is answered."""

from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.problems import InputError

__all__ = ["CalculatorKind", "Evaluation", "InputError"]
