"""A question is answered by an option, by a person, or by its default; and a bar shows how far the reading is."""

from __future__ import annotations

import io

import pytest

from mailwatch.cli.progress import Bar
from mailwatch.errors import UsageError
from mailwatch.setup.asking import Questions


def person(*answers: str) -> tuple[Questions, io.StringIO]:
    """Somebody who gives these answers, and what they were shown."""
    shown, given = io.StringIO(), iter(answers)

    def read(prompt: str) -> str:
        shown.write(f"{prompt}\n")
        return next(given)

    return Questions(alone=False, out=shown, read=read), shown


def port(text: str) -> str:
    if not text.isdecimal():
        raise ValueError(f'"{text}" is no port')
    return text


def test_enter_takes_what_stands_in_brackets() -> None:
    ask, shown = person("")
    assert ask.text("Its port", "--port", default="993", check=port) == "993"
    assert shown.getvalue() == "Its port [993]: \n"


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    ask, shown = person("imap", "143")
    assert ask.text("Its port", "--port", default="993", check=port) == "143"
    assert '  "imap" is no port\n' in shown.getvalue()


def test_where_there_is_no_default_enter_is_no_answer() -> None:
    ask, _ = person("", "143")
    assert ask.text("Its port", "--port", check=port) == "143"


def test_it_does_not_ask_for_ever() -> None:
    ask, _ = person(*["imap"] * 9)
    with pytest.raises(UsageError, match="Its port: still no answer that would do; say it with --port"):
        ask.text("Its port", "--port", check=port)
    ask, _ = person(*["perhaps"] * 9)
    with pytest.raises(UsageError, match="Go on: still neither y nor n; say it with --go"):
        ask.agreed("Go on", "--go")


def test_what_an_option_says_is_not_asked() -> None:
    ask, shown = person()
    assert ask.text("Its port", "--port", given="143", check=port) == "143"
    assert ask.agreed("Go on", "--go", given=False) is False
    assert shown.getvalue() == ""
    with pytest.raises(UsageError, match='--port: "imap" is no port'):
        ask.text("Its port", "--port", given="imap", check=port)


@pytest.mark.parametrize(("answer", "agreed"), [("y", True), ("YES", True), ("n", False), ("no", False), ("", True)])
def test_yes_and_no(answer: str, *, agreed: bool) -> None:
    ask, _ = person("perhaps", answer)
    assert ask.agreed("Go on", "--go") is agreed


def test_a_choice_is_one_of_its_words() -> None:
    ask, shown = person("drawer", "File")
    assert ask.choice("Where", ("keyring", "file"), "--place", default="keyring") == "file"
    assert '"drawer" is none of them; expected keyring, file' in shown.getvalue()


def test_alone_the_default_counts_and_a_secret_is_never_asked_for() -> None:
    ask = Questions(alone=True, out=io.StringIO())
    assert ask.text("Its port", "--port", default="993", check=port) == "993"
    assert ask.agreed("Go on", "--go", default=False) is False
    with pytest.raises(UsageError, match="The password: no answer; say it with --password-stdin"):
        ask.hidden("The password", "--password-stdin")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_over_itself_and_gone_in_the_end() -> None:
    screen = Screen()
    bar = Bar(screen)
    for done in range(1, 1001):
        bar.show("reading INBOX", done, 1000)
    bar.clear()
    drawn = screen.getvalue()
    assert "\n" not in drawn
    assert "reading INBOX  [###############...............]  50 %" in drawn
    assert drawn.count("\r") < 140  # not once a mail
    assert drawn.rpartition("100 %")[2].strip() == ""


def test_in_a_pipe_there_is_no_bar() -> None:
    out = io.StringIO()
    bar = Bar(out)
    bar.show("reading INBOX", 1, 2)
    bar.clear()
    assert out.getvalue() == ""


def test_what_is_told_and_asked_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "40")
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        return "none"

    shown = Screen()
    ask = Questions(alone=False, out=shown, read=read)
    ask.say("  the server takes no passwords at all, which is said in more words than fit")
    ask.say("systemd-creds encrypt --user --name=mail-password - mail-password.cred", as_it_is=True)
    assert ask.text("Public holidays to leave out: none, or a country such as DE", "--holidays") == "none"

    assert shown.getvalue().splitlines() == [
        "  the server takes no passwords at all,",
        "  which is said in more words than fit",
        "systemd-creds encrypt --user --name=mail-password - mail-password.cred",
    ]
    assert prompts == ["Public holidays to leave out: none, or a\ncountry such as DE: "]


def test_a_password_of_nothing_is_asked_for_again() -> None:
    shown, given = io.StringIO(), iter(["", "swordfish"])
    ask = Questions(alone=False, out=shown, read_hidden=lambda _: next(given))
    assert ask.hidden("The password", "--password-stdin") == "swordfish"
    assert shown.getvalue() == "  nothing was typed\n"
