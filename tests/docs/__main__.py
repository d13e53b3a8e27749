"""Write the output of every command in the documentation anew. Read the difference before you commit it."""

from __future__ import annotations

from tests.docs.consoles import PAGES, blocks, rewritten, stage

with stage() as played:
    for page in PAGES:
        if blocks(page):
            with played.page() as terminal:
                page.write_text(rewritten(page, terminal), encoding="utf-8")
