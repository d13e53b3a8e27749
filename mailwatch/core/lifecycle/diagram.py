"""The state machine as a page of documentation, made from the table: `python -m mailwatch.core.lifecycle.diagram`."""

from __future__ import annotations

from mailwatch.core.lifecycle.table import STAGE_OF_STEP, TABLE, Cell, Row, Special, Trigger

TARGETS: dict[Special, tuple[Row, ...]] = {
    Special.RESTING: (Row.SCHEDULED, Row.THANKING, Row.WAITING),
    Special.STEP: tuple(dict.fromkeys(STAGE_OF_STEP.values())),
    Special.UNDER: (),
    Special.OUTSET: (Row.APPLIED, Row.SCHEDULED, Row.WAITING),
}
"""Where the cells that are no row may lead; the stage under a pause is left out of the picture."""

HEAD = """# The state machine

Made from the table in `mailwatch/core/lifecycle/table.py` by `make docs`; a test fails when it is stale. Do not edit.

Every application stands in one row. A mail, a timer, a draft's fate or the user's word becomes a trigger, and the
table says where it leads. The picture shows the way of one application; the table below it is complete.
"""

MAIN = (
    Trigger.INTERVIEW_CONFIRMED,
    Trigger.INTERVIEW_PASSED,
    Trigger.INTERVIEW_CANCELLED,
    Trigger.STEP_DONE,
    Trigger.FOLLOW_UP_DUE,
    Trigger.GRACEFUL_EXIT_DUE,
    Trigger.QUIET_CLOSE,
    Trigger.REJECTION,
    Trigger.REJECTION_UNANSWERABLE,
    Trigger.OFFER,
    Trigger.EMPLOYER_WROTE,
)
"""What the picture shows; pauses, bounces and closings by the user would make a cobweb of it."""


def page() -> str:
    """The whole page, as Markdown with a Mermaid diagram."""
    return "\n".join([HEAD, "```mermaid", *_diagram(), "```", "", *_table()]) + "\n"


def _diagram() -> list[str]:
    labels: dict[tuple[Row, Row], list[str]] = {}
    for row, cells in TABLE.items():
        if row is Row.PAUSED:
            continue
        for trigger in MAIN:
            for target in _targets(cells[trigger]):
                if target is not row:
                    labels.setdefault((row, target), []).append(trigger.value)
    lines = ["stateDiagram-v2", f"    [*] --> {Row.APPLIED.name.lower()}"]
    lines += [f'    state "{row.value}" as {row.name.lower()}' for row in TABLE if row is not Row.PAUSED]
    lines += [
        f"    {source.name.lower()} --> {target.name.lower()}: {' / '.join(label.replace(':', ',') for label in texts)}"
        for (source, target), texts in labels.items()
    ]
    return lines


def _targets(cell: Cell) -> tuple[Row, ...]:
    return (cell,) if isinstance(cell, Row) else TARGETS.get(cell, ())


def _table() -> list[str]:
    lines = ["| trigger | " + " | ".join(row.value for row in TABLE) + " |", "| --- |" + " --- |" * len(TABLE)]
    for trigger in Trigger:
        cells = " | ".join(_cell(TABLE[row][trigger], row) for row in TABLE)
        lines.append(f"| {trigger.value} | {cells} |")
    lines += [
        "",
        "`·` stays where it is; `✗` cannot come about, and an event that claims it is refused.",
        "",
        *(f"- *{_SHORT[s]}*: {s.value}" for s in Special if s in _SHORT),
    ]
    return lines


_SHORT = {
    Special.RESTING: "rest",
    Special.STEP: "again",
    Special.BENEATH: "beneath",
    Special.UNDER: "resume",
    Special.OUTSET: "outset",
}


def _cell(cell: Cell, row: Row) -> str:
    if cell is Special.STAY or cell is row:
        return "·"
    if cell is Special.IMPOSSIBLE:
        return "✗"
    return f"*{_SHORT[cell]}*" if isinstance(cell, Special) else cell.value


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - this is what running it is for
