"""The whole machine over past mail: the daemon's own round of work, on a simulated clock, in memory.

    archive   what an archive (or a mailbox on a server) holds: the mails that may matter, and when each came in
    mailbox   a mailbox in memory, with the surface of the real one
    play      the clock jumps from mail to mail and from deadline to deadline, and at each moment a round is worked
    recorder  follows the work
    verdicts  what would have been drafted, beside what the user really sent

Nothing is sent, placed or kept, and there is no network but to read a mailbox, where that is asked for.
"""
