"""The pure core: values in, values out.

Nothing below this package opens a file or a socket, reads a clock, draws a random number or logs.
Time is always a parameter (`now`, an aware `datetime`), and imports never point back to the shell:

    raw bytes ─parsing─► Message ─reading─► Reading ─linking─► Link ─► Event
    Event ─lifecycle─► Application, [Action] ─briefing, drafting─► Draft
"""
