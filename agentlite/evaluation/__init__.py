"""Task suites with expected effects, and how well a model does on them."""

from agentlite.evaluation.report import CaseResult, Report
from agentlite.evaluation.runner import evaluate, home_model
from agentlite.evaluation.suite import Suite, Task, load_suite

__all__ = ["CaseResult", "Report", "Suite", "Task", "evaluate", "home_model", "load_suite"]
