"""The service manager: what it is told while we run, and what it needs to know to start us."""

from __future__ import annotations

from mailwatch.service.plan import Command, Launch, Plan, Run, ServiceError, Wanted
from mailwatch.service.supervisor import Supervisor

__all__ = ["Command", "Launch", "Plan", "Run", "ServiceError", "Supervisor", "Wanted"]
