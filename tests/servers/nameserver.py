"""A name server on loopback that knows a few records, and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Records = dict[tuple[str, str], list[str]]
"""Name (without the dot at the end) and type to what the records say."""


@contextmanager
def serving(records: Records) -> Iterator[tuple[str, int]]:
    """Answer questions over UDP while the block runs; gives address and port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(channel, records))
        thread.start()
        try:
            yield channel.getsockname()
        finally:
            channel.sendto(b"", channel.getsockname())  # the sign to end
            thread.join()


@contextmanager
def silent() -> Iterator[tuple[str, int]]:
    """Take questions and never answer, as where the network is gone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.bind(("127.0.0.1", 0))
        yield channel.getsockname()


def _serve(channel: socket.socket, records: Records) -> None:
    while True:
        wire, sender = channel.recvfrom(4096)
        if not wire:
            return
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), question.rdtype.name
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if found := records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name for known, _ in records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        channel.sendto(answer.to_wire(), sender)
