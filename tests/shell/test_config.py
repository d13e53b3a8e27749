"""The config: what it accepts, what it says about what it does not accept, and the example that ships."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from datetime import time, timedelta
from pathlib import Path

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.config import Config, default_path, example, load, machine_timezone, parse, paths
from mailwatch.config.providers import PROVIDERS
from mailwatch.config.scalars import command, duration, holidays, in_words, is_loopback, weekday
from mailwatch.core.models import Owner, Person
from mailwatch.core.policy import Policy
from mailwatch.errors import ConfigError

ROOT = Path(__file__).parents[2]
LEAST = """\
you: {name: Sam Rivera, email: Sam@Example.com, timezone: Europe/Berlin}
mailboxes: [{name: personal, provider: fastmail}]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        parse(text, "c.yaml")
    assert raised.value.exit_code == 2
    return list(raised.value.problems)


def problem(text: str) -> str:
    (only,) = problems(text)
    return only


def with_policy(policy: str) -> Config:
    return parse(f"{LEAST}policy: {{{policy}}}\n", "c.yaml")


def test_the_least_config_has_the_defaults_of_the_core() -> None:
    config = parse(LEAST, "c.yaml")
    assert config.policy_values() == Policy(timezone="Europe/Berlin")
    assert config.owner() == Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", ())
    (box,) = config.mailboxes
    assert (box.server.host, box.server.port, box.server.security) == ("imap.fastmail.com", 993, "tls")
    assert (box.server.login, box.secret.kind, box.watch, box.first_scan_days) == (
        "Sam@example.com",
        "keyring",
        ("INBOX",),
        90,
    )
    assert config.digest.smtp is None
    assert config.digest.at == time(8)
    assert config.templates is None


def test_every_option_reaches_its_value() -> None:
    config = parse(
        """\
you:      {name: Sam Rivera, email: sam@example.com, aliases: [S.Rivera@example.org], timezone: America/New_York}
mailboxes:
  - name: personal
    provider: gmail
    port: 1993
    login: sam
    secret: {command: "pass show mail"}
    watch: [INBOX, Jobs]
    drafts: Entwürfe
    sent: Gesendet
    trash: Papierkorb
    ca_file: ca.pem
    first_scan_days: 30
    trust: {authserv_id: [mx.example.com, mx2.example.com]}
  - {name: work, host: "[::1]", security: none, secret: {file: secret.txt}}
policy:
  thank_you:   {after: 1 hour, within: 20 hours, remind: 2h, until: 2 days}
  follow_up: {after: 2 weeks}
  value_follow_up: {after: 8 days}
  graceful_exit: {after: 9d}
  rejection_reply: {until: 3 days}
  stale_after: 3 weeks
  working_days: [monday, wed]
  working_hours: 18:30-20:00
  holidays: NO
digest:
  at: 18:05
  smtp: {provider: icloud, login: sam, secret: {systemd: mail}}
templates: texts
applications:
  - {company: Acme, role: 2024, timeline: 2024-11-14, topics: [a, no], skill: s, value: v, people: [{name: Dana}]}
""",
        "/etc/mail/c.yaml",
    )
    first, second = config.mailboxes
    assert dataclasses.astuple(first.server)[:9] == (
        "imap.gmail.com",
        1993,
        "tls",
        "sam",
        "/etc/mail/ca.pem",
        "password",
        "Entwürfe",
        "Gesendet",
        "Papierkorb",
    )
    assert (first.secret.kind, first.secret.value, first.secret.place) == (
        "command",
        "pass show mail",
        "/etc/mail/c.yaml:7:13",
    )
    assert (first.watch, first.first_scan_days) == (("INBOX", "Jobs"), 30)
    assert first.service == "mailwatch:imap.gmail.com"
    assert (second.server.host, second.server.port, second.server.security) == ("::1", 143, "none")
    assert second.secret.value == "/etc/mail/secret.txt"
    assert config.owner(first).authserv_ids == ("mx.example.com", "mx2.example.com")
    assert config.owner(second).authserv_ids == ()
    assert config.owner().addresses == ("sam@example.com", "s.rivera@example.org")
    policy = config.policy_values()
    assert policy.thank_you_after == timedelta(hours=1)
    assert policy.thank_you_within == timedelta(hours=20)
    assert policy.thank_you_remind == timedelta(hours=2)
    assert policy.thank_you_until == timedelta(days=2)
    assert policy.follow_up_after == timedelta(days=14)
    assert policy.value_follow_up_after == timedelta(days=8)
    assert policy.graceful_exit_after == timedelta(days=9)
    assert policy.rejection_reply_until == timedelta(days=3)
    assert policy.stale_after == timedelta(days=21)
    assert policy.working_days == {0, 2}
    assert (policy.work_starts, policy.work_ends, policy.holidays) == (time(18, 30), time(20), "NO")
    assert config.digest.at == time(18, 5)
    assert config.digest.smtp is not None
    assert (config.digest.smtp.host, config.digest.smtp.port, config.digest.smtp.security) == (
        "smtp.mail.me.com",
        587,
        "starttls",
    )
    assert config.templates == Path("/etc/mail/texts")
    (known,) = config.applications
    assert (known.role, known.timeline, known.topics, known.people) == (
        "2024",
        "2024-11-14",
        ("a", "no"),
        (Person("Dana"),),
    )


def test_all_mistakes_are_told_at_once_each_with_its_place_and_the_nearest_word() -> None:
    told = problems(
        """\
you:
  name: Sam
  emial: sam@example.com
  timezone: Europe/Belin
mailboxes:
  - name: personal
    provider: fastmai
    port: abc
    watch: INBOX
  - name: other
    host: mail.example.com
    security: none
  - {name: third, provider: outlook, auth: password}
policy:
  thank_you: {after: 30}
  follow_up: {after: 3 hours}
  value_follow_up: 7 days
  working_days: [mon, tues, wen]
  working_hours: 17:30-09:00
  holidays: Germany
digest:
  at: 25:00
aplications: []
"""
    )
    expected = [
        ("c.yaml:2:3: ", '"email" is missing', "such as sam@example.com"),
        ("c.yaml:3:3: ", 'unknown key "emial"', "did you mean email?"),
        ("c.yaml:4:13: ", "you.timezone: ", "did you mean Europe/Berlin?"),
        ("c.yaml:7:15: ", "mailboxes[personal].provider: ", "did you mean fastmail?"),
        ("c.yaml:8:11: ", 'port: "abc" is not a whole number', "such as 993"),
        ("c.yaml:12:15: ", "mailboxes[other].security: an unencrypted connection", "expected tls or starttls"),
        ("c.yaml:13:44: ", "mailboxes[third].auth: outlook takes no password", "expected oauth2"),
        ("c.yaml:15:22: ", '"30" has no unit', "30 minutes"),
        ("c.yaml:16:22: ", "3 hours is shorter than thank_you.within", "expected 1 day or more"),
        ("c.yaml:17:20: ", "is not a section", "after: ..."),
        ("c.yaml:18:23: ", '"tues" is not a day', "did you mean tue?"),
        ("c.yaml:18:29: ", '"wen" is not a day', "did you mean wed?"),
        ("c.yaml:19:18: ", "ends before it begins", "09:00-17:30"),
        ("c.yaml:20:13: ", "no known country", "did you mean DE?"),
        ("c.yaml:22:7: ", "not a time of day", "08:00"),
        ("c.yaml:23:1: ", 'unknown key "aplications"', "did you mean applications?"),
    ]
    for place, wrong, hint in expected:
        assert any(line.startswith(place) and wrong in line and hint in line for line in told), (place, told)
    places = [tuple(map(int, line.split(":")[1:3])) for line in told]
    assert places == sorted(places)
    assert len(told) == len(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "c.yaml:1:1: no options stand here"),
        ("# only a comment\n", "c.yaml:1:1: no options stand here"),
        ("- x\n", "c.yaml:1:1: no options stand here"),
        ("you:\n\tname: x\n", "c.yaml:2:1: a tab in the indentation; expected spaces"),
        ("you: {name: x\n", "c.yaml:2:1: not valid YAML: "),
        ("you: a: b\n", "c.yaml:1:7: not valid YAML: a colon"),
        ("you: @x\n", "c.yaml:1:6: not valid YAML: no value can start with this character"),
        ("you: \x07\n", "c.yaml:1:6: a control character"),
        ("é: ü\nyou: \x07\n", "c.yaml:2:6: a control character"),
        ("[" * 60, "c.yaml:1:18: nested deeper"),
        ("you: 'x\n", "c.yaml:2:1: not valid YAML: "),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(text: str, told: str) -> None:
    assert problem(text).startswith(told)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("you: {}\n", 'c.yaml:3:1: "you" is written twice, first in line 1'),
        ("policy: *x\n", "c.yaml:3:9: aliases (*name) are not understood here"),
        ("digest: {at: !!python/object:os.x y}\n", "c.yaml:3:14: the tag tag:yaml.org,2002:python/object:os.x is not"),
        ("? [a]\n: b\n", "c.yaml:3:3: a key must be one word"),
        ("---\na: b\n", "c.yaml:3:1: a second document"),
    ],
)
def test_yaml_that_hides_things_is_refused(more: str, told: str) -> None:
    assert any(line.startswith(told) for line in problems(LEAST + more))


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("thank_you: {after: 25 hours}", "thank_you.after: 25 hours is not shorter than within"),
        ("thank_you: {remind: 1 day}", "thank_you.remind: 1 day before the end"),
        ("thank_you: {until: 2 hours}", "thank_you.until: 2 hours is shorter than within"),
        ("graceful_exit: {after: 1 hour}", "graceful_exit.after: 1 hour is shorter"),
        ("follow_up: {after: 2 years}", '"years" is not a unit of time'),
        ("follow_up: {after: 0 days}", "out of range"),
        ("follow_up: {after: 53 weeks}", "out of range"),
        ("follow_up: {after: 7 dais}", "did you mean days?"),
        ("follow_up: {after: [7]}", "a list is not one piece of text"),
        ("working_days: []", "the list is empty"),
        ("working_days: mon", '"mon" is not a list'),
        ("working_hours: 9-17", "is not a time of day"),
        ("holidays: DE-XX", "expected one of BB"),
        ("holidays: XX", "is no known country"),
    ],
)
def test_an_impossible_policy_is_refused(policy: str, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        with_policy(policy)
    (only,) = raised.value.problems
    assert only.startswith("c.yaml:3:")
    assert told in only


@pytest.mark.parametrize(
    ("mailbox", "told"),
    [
        ("login: sam", "neither provider nor host is written"),
        ("host: https://imap.example.com", "is not a host name"),
        ("host: imap.example.com, port: 0", "expected at least 1"),
        ("host: imap.example.com, port: 65536", "expected at most 65535"),
        ("host: imap.example.com, security: ssl", "expected one of tls, starttls, none"),
        ("host: 192.168.0.7, security: none", "an unencrypted connection to 192.168.0.7"),
        ("provider: gmail, security: none", "an unencrypted connection to gmail"),
        ("provider: gmail, auth: oauth2", "oauth2 needs client_id"),
        ("provider: outlook", "oauth2 needs client_id"),
        ("provider: gmail, drafts: INBOX", "the folder INBOX is also in watch"),
        ("provider: gmail, watch: []", "the list is empty"),
        ("provider: gmail, first_scan_days: -1", "expected at least 0"),
        ("provider: gmail, ca_file: ~nobody-of-that-name/ca.pem", "names a home that does not exist"),
        ("provider: gmail, secret: {command: cat x | head}", "expected sh -c"),
        ("provider: gmail, secret: {command: 'echo \"'}", "has an open quote"),
        ("provider: gmail, secret: {systemd: ../x}", "plain name"),
        ("provider: gmail, secret: {command: a, file: b}", "exactly one place"),
        ("provider: gmail, secret: keyrng", "did you mean keyring?"),
        ('provider: gmail, login: "a\\r\\nb"', "control characters"),
    ],
)
def test_an_impossible_mailbox_is_refused(mailbox: str, told: str) -> None:
    line = problem(f"you: {{name: Sam, email: sam@example.com}}\nmailboxes:\n  - {{name: box, {mailbox}}}\n")
    assert line.startswith("c.yaml:3:")
    assert "mailboxes[box]" in line
    assert told in line


def test_overlapping_mailboxes_are_refused() -> None:
    named, watched = problems(
        """\
you: {name: Sam, email: sam@example.com}
mailboxes:
  - {name: one, provider: posteo, watch: [INBOX, Jobs]}
  - {name: one, provider: gmx}
  - {name: two, host: Posteo.de, login: SAM@example.com, watch: [Jobs]}
"""
    )
    assert named.startswith('c.yaml:4:12: mailboxes[one].name: another mailbox is called "one" too; expected')
    assert watched.startswith('c.yaml:5:65: mailboxes[two].watch: the folder Jobs is already watched by mailbox "one"')


@pytest.mark.parametrize(
    "written",
    [
        "secret: hunter2",
        "secret: {password: hunter2}",
        "secret: {hunter2: x}",
        "password: hunter2",
        "secret: [hunter2]",
    ],
)
def test_a_password_in_the_config_is_refused_and_never_repeated(written: str) -> None:
    line = problem(f"you: {{name: Sam, email: sam@example.com}}\nmailboxes: [{{provider: gmail, {written}}}]\n")
    assert "hunter2" not in line
    assert "expected" in line


def test_an_empty_value_counts_as_not_written() -> None:
    assert parse(LEAST + "policy:\n  thank_you:\ndigest:\n", "c.yaml").policy.thank_you_after == timedelta(minutes=30)
    line = problem("you:\n  name:\n  email: sam@example.com\nmailboxes: [{provider: gmail}]\n")
    assert line.startswith('c.yaml:2:3: you: "name" is empty; expected your name')


def test_the_shipped_example_is_the_generated_one_and_loads(tmp_path: Path) -> None:
    shipped = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    assert shipped == example(), "run: make example"
    file = tmp_path / "config.yaml"
    file.write_text(shipped, encoding="utf-8")
    assert load(file).you.name == "Sam Rivera"


def test_every_option_of_the_example_is_valid_once_its_comment_sign_is_gone() -> None:

    config = parse(EVERYTHING, "c.yaml")
    assert config.digest.smtp is not None
    assert config.applications[0].company == "Acme"
    assert config.applications[0].people[0].email == "dana@acme.example"
    assert config.policy == Policy(timezone="Europe/Berlin")
    assert max(map(len, example().splitlines())) <= 120


def test_the_example_can_be_printed_by_a_command() -> None:
    printed = subprocess.run([sys.executable, "-m", "mailwatch.config"], capture_output=True, check=True, cwd=ROOT)
    assert printed.stdout.decode() == example()


def test_importing_the_config_package_does_not_import_pydantic() -> None:
    code = "import sys, mailwatch.config; sys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    for path, content, told in [
        (tmp_path / "none.yaml", None, "there is no config here"),
        (tmp_path, None, "cannot be read: Is a directory"),
        (tmp_path / "latin.yaml", b"you:\n  name: J\xfcrgen\n", "latin.yaml:2:10: not UTF-8 text"),
    ]:
        if content:
            path.write_bytes(content)
        with pytest.raises(ConfigError, match=re.escape(told)):
            load(path)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert load(file).filename == str(file)


def test_files_the_config_names_must_be_there_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "texts").mkdir()
    file = tmp_path / "c.yaml"
    boxes = "".join(
        f"  - {{name: {name}, host: {name}.example.com, ca_file: {name}.pem}}\n" for name in ("ca", "empty", "none")
    )
    start = f"you: {{name: Sam, email: sam@example.com}}\nmailboxes:\n{boxes}"
    file.write_text(start + "templates: nowhere\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(file)
    empty, none, templates = raised.value.problems
    assert "c.yaml:4:" in empty
    assert "empty.pem holds no certificate" in empty
    assert "none.pem cannot be read: No such file" in none
    assert "c.yaml:6:12: templates: " in templates
    file.write_text(LEAST + "templates: texts\n", encoding="utf-8")
    assert load(file).templates == tmp_path / "texts"


def test_the_xdg_variables_decide_where_files_live(tmp_path: Path) -> None:
    environ = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "CACHE")}
    assert paths(environ) == tuple(tmp_path / name / "mailwatch" for name in ("CONFIG", "STATE", "CACHE"))
    assert default_path(environ) == tmp_path / "CONFIG" / "mailwatch" / "config.yaml"
    relative = paths({"XDG_CONFIG_HOME": "relative"}).config  # the specification says to ignore those
    assert relative.is_absolute()
    assert relative.name == "mailwatch"


def test_the_machines_time_zone_is_found(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "Paris"
    zone.parent.mkdir(parents=True)
    zone.touch()
    link = tmp_path / "localtime"
    link.symlink_to(zone)
    assert machine_timezone({"TZ": "Asia/Tokyo"}, link) == "Asia/Tokyo"
    assert machine_timezone({"TZ": ":Asia/Tokyo"}, link) == "Asia/Tokyo"
    assert machine_timezone({"TZ": "nonsense"}, link) == "Europe/Paris"
    assert machine_timezone({}, link) == "Europe/Paris"
    assert machine_timezone({}, tmp_path / "none") == "UTC"


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    for zone in ("Mars/Olympus", "../../etc/passwd", "/etc/localtime"):
        line = problem(LEAST.replace("Europe/Berlin", zone))
        assert line.startswith("c.yaml:1:59: you.timezone: ")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 minutes", 1800),
        ("30m", 1800),
        ("4h", 14_400),
        ("1 hour", 3600),
        ("7 days", 604_800),
        ("1 Week", 604_800),
        ("1 day 12 hours", 129_600),
        ("1d, 2h", 93_600),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "days", "-1 day", "1.5 days", "soon", "7 days later", "1 month", "9" * 400])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        duration(text)


def test_words_of_the_config() -> None:
    assert in_words(timedelta(days=14)) == "2 weeks"
    assert in_words(timedelta(hours=36)) == "36 hours"
    assert in_words(timedelta(minutes=1)) == "1 minute"
    assert [weekday(day) for day in ("mon", "Sunday", "SAT")] == [0, 6, 5]
    assert [holidays(word) for word in ("none", "de", "DE-be", "US")] == ["", "DE", "DE-BE", "US"]
    assert command("pass show 'my mail'") == "pass show 'my mail'"
    loopback = ("localhost", "127.0.0.1", "127.8.0.1", "::1")
    assert all(map(is_loopback, loopback))
    assert not any(map(is_loopback, ("localhost.example.com", "10.0.0.1", "example.com", "")))


def test_every_provider_makes_a_valid_mailbox() -> None:
    for name, provider in PROVIDERS.items():
        secret = "{token_command: token}" if provider.auth == "oauth2" else "keyring"
        text = f"you: {{name: Sam, email: sam@example.com}}\nmailboxes: [{{provider: {name}, secret: {secret}}}]\n"
        (box,) = parse(text, "c.yaml").mailboxes
        assert (box.server.host, box.server.port) == (provider.imap.host, provider.imap.port)
        assert (box.server.auth, box.authserv_ids) == (provider.auth, provider.authserv_ids)
        assert box.name == "sam@example.com"
        assert provider.hint


EVERYTHING = re.sub(r"^( *)#(?=[^ #\n])", r"\1", example(), flags=re.MULTILINE)
WORDS = [word for word in re.findall(r"\w+|\W", re.sub(r" *# .*\n", "", EVERYTHING)) if word]
ODD = [
    "\t",
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "\n",
    "'",
    '"',
    "*a",
    "&a ",
    "!x ",
    "~",
    "null",
    "\x00",
    "|",
    "#",
    "? ",
    "<<: ",
]


@given(
    st.lists(
        st.tuples(st.integers(0, len(WORDS) - 1), st.integers(0, 3), st.sampled_from([*ODD, *sorted(set(WORDS))])),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_either_valid_or_told_with_its_place(changes: list[tuple[int, int, str]]) -> None:
    words = list(WORDS)
    for position, length, replacement in changes:
        words[position : position + length] = [replacement]
    try:
        parse("".join(words), "c.yaml")
    except ConfigError as error:
        for line in error.problems:
            assert re.fullmatch(r"c\.yaml:\d+:\d+: [^\n]+", line)
