"""What the sender newly wrote, in the styles of the mail clients people use."""

from __future__ import annotations

import pytest

from mailwatch.core.models import Message
from mailwatch.core.parsing import parse

NEW = "Hello Sam,\n\nwe look forward to meeting you on Tuesday at 10."
OLD = "Dear team,\nis Tuesday at 9 possible?"


def mail(body: str, subject: str = "Re: Interview", subtype: str = "plain", extra: str = "") -> Message:
    head = (
        "From: Anna Field <anna@acme.example>\nTo: sam@example.com\nDate: Tue, 3 Nov 2026 10:00:00 +0100\n"
        f"Message-ID: <1@acme.example>\nSubject: {subject}\n{extra}MIME-Version: 1.0\n"
        f"Content-Type: text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return parse((head + body).encode())


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


ATTRIBUTIONS = [
    "On Mon, Nov 2, 2026 at 9:12 AM Sam Rivera <sam@example.com> wrote:",
    "On Mon, Nov 2, 2026 at 9:12 AM Sam Rivera <sam@example.com>\nwrote:",
    "On 2 Nov 2026, at 09:12, Sam Rivera <sam@example.com> wrote:",
    "On 02/11/2026 09:12, Sam Rivera wrote:",
    "On Monday, November 2nd, 2026 at 9:12 AM, Sam Rivera\n<sam@example.com> wrote:",
    "Am Mo., 2. Nov. 2026 um 09:12 Uhr schrieb Sam Rivera <sam@example.com>:",
    "Am 02.11.26 um 09:12 schrieb Sam Rivera:",
    "Sam Rivera <sam@example.com> schrieb am Mo., 2. Nov. 2026, 09:12:",
    "Le lun. 2 nov. 2026 à 09:12, Sam Rivera <sam@example.com> a écrit :",
    "Le 2 nov. 2026 à 09:12, Sam Rivera <sam@example.com> a écrit :",
    "El lun, 2 nov 2026 a las 9:12, Sam Rivera (<sam@example.com>) escribió:",
    "El 2/11/26 a las 9:12, Sam Rivera escribió:",
    "Em seg., 2 de nov. de 2026 às 09:12, Sam Rivera <sam@example.com> escreveu:",
    "No dia 02/11/2026, às 09:12, Sam Rivera <sam@example.com> escreveu:",
    "Op ma 2 nov. 2026 om 09:12 schreef Sam Rivera <sam@example.com>:",
    "Op 02-11-2026 om 09:12 schreef Sam Rivera:",
    "Il giorno lun 2 nov 2026 alle ore 09:12 Sam Rivera <sam@example.com> ha scritto:",
    "pon., 2 lis 2026 o 09:12 Sam Rivera <sam@example.com> napisał(a):",
    "Den mån 2 nov. 2026 kl 09:12 skrev Sam Rivera <sam@example.com>:",
    "Zitat von Sam Rivera <sam@example.com>:",
    "Quoting Sam Rivera <sam@example.com>:",
    "2026-11-02 9:12 GMT+01:00 Sam Rivera <sam@example.com>:",
    "Sam Rivera <sam@example.com> 于2026年11月2日周一 09:12写道\uff1a",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_top_posting_above_marked_quotes(attribution: str) -> None:
    assert mail(f"{NEW}\n\n{attribution}\n\n{quoted(OLD)}\n").new_text == NEW


@pytest.mark.parametrize("attribution", ATTRIBUTIONS[:-2])
def test_top_posting_above_history_whose_marks_are_lost(attribution: str) -> None:
    assert mail(f"{NEW}\n\n{attribution}\n\n{OLD}\n").new_text == NEW


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_bottom_posting(attribution: str) -> None:
    assert mail(f"{attribution}\n{quoted(OLD)}\n\n{NEW}\n").new_text == NEW


def test_answers_between_quotes_are_kept() -> None:
    body = "Hi Sam,\n\nOn Mon, Nov 2, 2026, Sam wrote:\n> When?\n\nOn Tuesday.\n\n> Where?\n\nIn Berlin."
    assert mail(body).new_text.split() == ["Hi", "Sam,", "On", "Tuesday.", "In", "Berlin."]


def test_nested_and_ragged_quotes() -> None:
    body = f"{NEW}\n\nOn Mon, Nov 2, 2026 at 9:12 AM Sam <sam@example.com> wrote:\n>> older\n>\n>oldest\n> > x\n"
    assert mail(body).new_text == NEW


BLOCKS = [
    "From: Sam Rivera <sam@example.com>\nSent: Monday, November 2, 2026 9:12 AM\nTo: Anna Field\nSubject: Interview",
    "From: Sam Rivera <sam@example.com>\nDate: Monday, 2 November 2026 at 09:12\nTo: Anna Field\nSubject: Interview",
    "*From:* Sam Rivera <sam@example.com>\n*Sent:* Monday, 2 November 2026 09:12\n*To:* Anna\n*Subject:* Interview",
    "Von: Sam Rivera <sam@example.com>\nGesendet: Montag, 2. November 2026 09:12\nAn: Anna Field\nBetreff: Gespräch",
    "De : Sam Rivera <sam@example.com>\nEnvoyé : lundi 2 novembre 2026 09:12\nÀ : Anna Field\nObjet : Entretien",
    "De: Sam Rivera <sam@example.com>\nEnviado: lunes, 2 de noviembre de 2026 9:12\nPara: Anna\nAsunto: Entrevista",
    "De: Sam Rivera <sam@example.com>\nEnviada em: 2 de novembro de 2026\nPara: Anna\nAssunto: Entrevista",
    "Van: Sam Rivera <sam@example.com>\nVerzonden: maandag 2 november 2026 09:12\nAan: Anna Field\nOnderwerp: Gesprek",
    "Da: Sam Rivera <sam@example.com>\nInviato: lunedì 2 novembre 2026 09:12\nA: Anna Field\nOggetto: Colloquio",
    "Od: Sam Rivera <sam@example.com>\nWysłano: poniedziałek, 2 listopada 2026\nDo: Anna\nTemat: Rozmowa",
    "Från: Sam Rivera <sam@example.com>\nSkickat: den 2 november 2026 09:12\nTill: Anna\nÄmne: Intervju",
]


@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
@pytest.mark.parametrize("block", BLOCKS)
def test_outlook_blocks(block: str, rule: str) -> None:
    assert mail(f"{NEW}\n\n{rule}{block}\n\n{OLD}\n").new_text == NEW


@pytest.mark.parametrize(
    "marker",
    [
        "-----Original Message-----",
        "----- Original Message -----",
        "-----Ursprüngliche Nachricht-----",
        "-----Message d'origine-----",
        "-----Mensaje original-----",
        "-----Mensagem original-----",
        "-----Oorspronkelijk bericht-----",
    ],
)
def test_original_message_rules(marker: str) -> None:
    assert mail(f"{NEW}\n\n{marker}\n{OLD}\n").new_text == NEW


def test_details_of_an_appointment_are_no_header_block() -> None:
    body = "Your interview:\n\nDate: 3 November 2026\nFrom: 10:00\nTo: 11:00\nSubject: System design\n\nSee you there."
    assert mail(body, subject="Interview").new_text == body


def test_prose_with_a_colon_is_no_attribution() -> None:
    body = "As I said, here are the details:\n\nTuesday, 10:00\nOur address:\nMain Street 5"
    assert mail(body).new_text == body


def test_a_reply_without_words_has_nothing_new() -> None:
    message = mail(f"\nOn Mon, Nov 2, 2026, Sam wrote:\n{quoted(OLD)}\n")
    assert message.new_text == ""
    assert "Dear team" in message.text


# --- HTML ---------------------------------------------------------------------------------------------------------

HTML_NEW = "<div>Hello Sam,</div><div><br></div><div>we look forward to meeting you on Tuesday at 10.</div>"
HTML_OLD = "<div>Dear team,</div><div>is Tuesday at 9 possible?</div>"
HTML_STYLES = {
    "gmail": f"""<div dir="ltr">{HTML_NEW}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On
        Mon, Nov 2, 2026 at 9:12 AM Sam &lt;<a href="mailto:sam@example.com">sam@example.com</a>&gt; wrote:<br></div>
        <blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{HTML_OLD}</blockquote></div>""",
    "gmail, language unknown": f"""<div>{HTML_NEW}</div><div class="gmail_quote gmail_quote_container"><div
        class="gmail_attr">2026(e)ko aza. 2(a), Sam igorleak hau idatzi du:<br></div><blockquote class="gmail_quote">
        {HTML_OLD}</blockquote></div>""",
    "apple": f"""{HTML_NEW}<div><br><blockquote type="cite"><div>On 2 Nov 2026, at 09:12, Sam &lt;sam@example.com&gt;
        wrote:</div><br><div>{HTML_OLD}</div></blockquote></div>""",
    "thunderbird": f"""<p>Hello Sam,</p><p>we look forward to meeting you on Tuesday at 10.</p><div
        class="moz-cite-prefix">Am 02.11.26 um 09:12 schrieb Sam Rivera:<br></div><blockquote type="cite"
        cite="mid:1@example.com">{HTML_OLD}</blockquote>""",
    "yahoo": f"""<div>{HTML_NEW}</div><div id="ydp1yahoo_quoted_2" class="yahoo_quoted"><div>On Monday, November 2, 2026
        at 09:12:00 AM GMT+1, Sam &lt;sam@example.com&gt; wrote: </div>{HTML_OLD}</div>""",
    "outlook desktop": f"""<div class="WordSection1">{HTML_NEW}<div><div style="border:none;border-top:solid #E1E1E1
        1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Sam Rivera &lt;sam@example.com&gt; <br><b>Sent:</b> Monday, 2
        November 2026 09:12<br><b>To:</b> Anna Field<br><b>Subject:</b> Interview</p></div></div>{HTML_OLD}</div>""",
    "outlook web": f"""<div>{HTML_NEW}</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"
        dir="ltr"><font><b>Frá:</b> Sam Rivera<br><b>Sent:</b> mánudagur<br></font><div>&nbsp;</div></div>
        <div>{HTML_OLD}</div>""",
    "outlook 2003": f"""<div>{HTML_NEW}</div><div class="OutlookMessageHeader"><hr><b>Von:</b> Sam<br><b>Gesendet:</b>
        Montag<br></div>{HTML_OLD}""",
    "proton": f"""<div>{HTML_NEW}</div><div class="protonmail_quote">On Monday, November 2nd, 2026 at 9:12 AM, Sam
        &lt;sam@example.com&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">{HTML_OLD}</blockquote>
        </div>""",
    "gmx": f"""<div>{HTML_NEW}</div><div name="quote" style="margin:10px"><div><b>Gesendet:</b> Montag, 2. November um
        09:12 Uhr<br><b>Von:</b> Sam<br><b>An:</b> Anna</div>{HTML_OLD}</div>""",
}


@pytest.mark.parametrize("style", HTML_STYLES)
def test_quotes_in_html(style: str) -> None:
    message = mail(HTML_STYLES[style], subtype="html")
    assert message.new_text == NEW
    assert "is Tuesday at 9 possible?" in message.text
    assert not any(mark in message.text for mark in "\x1d\x1e\x00")


def test_answers_between_html_quotes_are_kept() -> None:
    html = """<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 2, 2026, Sam wrote:</div><blockquote
        class="gmail_quote">When?</blockquote><div>On Tuesday.</div><blockquote class="gmail_quote">Where?</blockquote>
        <div>In Berlin.</div></div>"""
    assert mail(html, subtype="html").new_text.split() == ["On", "Tuesday.", "In", "Berlin."]


def test_an_indented_block_is_no_quote() -> None:
    html = "<p>You meet</p><blockquote style='margin-left:40px'>Anna Field, Engineering</blockquote><p>at 10.</p>"
    assert "Anna Field, Engineering" in mail(html, subtype="html").new_text


# --- Signatures and footers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "closing",
    [
        "Best regards,",
        "Kind regards",
        "Thanks,",
        "Sincerely,",
        "Many thanks!",
        "Mit freundlichen Grüßen",
        "Viele Grüße aus Köln",
        "Cordialement,",
        "Bien cordialement",
        "Un saludo,",
        "Atentamente,",
        "Atenciosamente,",
        "Cumprimentos,",
        "Met vriendelijke groet,",
        "Groeten",
    ],
)
def test_closing_words_begin_the_signature(closing: str) -> None:
    message = mail(f"{NEW}\n\n{closing}\n\nAnna Field\nHead of Talent, Acme GmbH\n+49 30 1234567\nwww.acme.example\n")
    assert message.new_text == NEW
    assert message.signature.split("\n")[:3] == [closing, "", "Anna Field"]
    assert "Acme GmbH" in message.signature


def test_name_on_the_line_of_the_closing() -> None:
    message = mail(f"{NEW}\n\nBest, Anna")
    assert (message.new_text, message.signature) == (NEW, "Best, Anna")


def test_dashes_begin_a_signature() -> None:
    message = mail(f"{NEW}\n-- \nAnna Field\nAcme")
    assert (message.new_text, message.signature) == (NEW, "Anna Field\nAcme")


def test_thanks_in_the_middle_is_no_closing() -> None:
    body = "Thank you!\n\nYour interview is on Tuesday, November 10 at 10:00.\n\nPlease bring your passport."
    assert mail(body).new_text == body


def test_an_afterthought_below_the_name_is_kept() -> None:
    message = mail(f"{NEW}\n\nBest,\nAnna\n\nP.S. The interview moves to 11:00.")
    assert "P.S. The interview moves to 11:00." in message.new_text
    assert message.signature == "Best,\nAnna"


def test_details_below_the_name_are_kept() -> None:
    message = mail("See the details below.\n\nBest,\nAnna\n\nInterview: Tuesday, 10:00\nLink: https://zoom.us/j/1")
    assert "Tuesday, 10:00" in message.new_text


def test_a_mail_that_is_all_closing_is_its_own_text() -> None:
    assert mail("Thanks,\nAnna").new_text == "Thanks,\nAnna"


@pytest.mark.parametrize(
    "footer",
    [
        (
            "This email and any attachments are confidential and intended solely for you. If you are not the\n"
            "intended recipient, please delete this message."
        ),
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
        "Ce message et toutes les pièces jointes sont confidentiels et destinés à leur seul destinataire.",
        "Este mensaje y sus archivos adjuntos van dirigidos exclusivamente a su destinatario.",
        "Esta mensagem é confidencial e destina-se apenas ao seu destinatário.",
        "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
        "You are receiving this because you applied at Acme.\nUnsubscribe: https://acme.example/u",
        "To unsubscribe from these emails, click here.\n\nAcme Inc, 1 Main Street, Springfield\n\n© 2026 Acme",
        "© 2026 Acme GmbH. All rights reserved.",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
    ],
)
def test_footers_are_not_what_the_sender_wrote(footer: str) -> None:
    assert mail(f"{NEW}\n\n{footer}\n").new_text == NEW
    signed = mail(f"{NEW}\n\nBest regards,\nAnna\n\n{footer}\n")
    assert signed.new_text == NEW
    assert signed.signature.startswith("Best regards,\nAnna")


def test_news_that_mentions_privacy_stays() -> None:
    body = (
        "Thank you for applying. We treat what you told us as set out in our privacy policy, and after careful thought "
        "we have decided to go on with other people for this role. We wish you all the best."
    )
    assert mail(body).new_text == body


# --- Forwards -----------------------------------------------------------------------------------------------------

INNER = "Hello Sam,\n\nyour interview is on Tuesday at 10:00."
GMAIL_BLOCK = (
    "From: Anna Field <anna@acme.example>\nDate: Mon, Nov 2, 2026 at 9:12 AM\nSubject: Your interview\n"
    "To: <sam@old.example>"
)


@pytest.mark.parametrize(
    ("wrapper", "hour"),
    [
        (f"---------- Forwarded message ---------\n{GMAIL_BLOCK}", 9),
        (f"Begin forwarded message:\n\n{GMAIL_BLOCK}", 9),
        (
            (
                "-------- Forwarded Message --------\nSubject: Your interview\nDate: Mon, 2 Nov 2026 14:12:00 +0100\n"
                "From: Anna Field <anna@acme.example>\nTo: sam@old.example"
            ),
            14,
        ),
        (
            (
                "----- Forwarded Message -----\nFrom: Anna Field <anna@acme.example>\nTo: sam@old.example\n"
                "Sent: Monday, November 2, 2026 at 02:12:00 PM GMT+1\nSubject: Your interview"
            ),
            14,
        ),
        (
            (
                "-------- Weitergeleitete Nachricht --------\nBetreff: Your interview\n"
                "Datum: Mon, 2 Nov 2026 14:12:00 +0100\n"
                "Von: Anna Field <anna@acme.example>\nAn: sam@old.example"
            ),
            14,
        ),
        (
            (
                "Anfang der weitergeleiteten Nachricht:\n\nVon: Anna Field <anna@acme.example>\n"
                "Betreff: Your interview\n"
                "Datum: 2. November 2026 um 14:12:05 MEZ\nAn: sam@old.example"
            ),
            14,
        ),
        (
            (
                "---------- Message transféré ---------\nDe : Anna Field <anna@acme.example>\n"
                "Date : lundi 2 novembre 2026 à 14:12\nObjet : Your interview\nÀ : sam@old.example"
            ),
            14,
        ),
        (
            (
                "---------- Mensaje reenviado ---------\nDe: Anna Field <anna@acme.example>\n"
                "Fecha: lunes, 2 de noviembre de 2026 14:12\nAsunto: Your interview\nPara: sam@old.example"
            ),
            14,
        ),
        (
            (
                "---------- Mensagem encaminhada ---------\nDe: Anna Field <anna@acme.example>\n"
                "Data: segunda-feira, 2 de novembro de 2026 14:12\nAssunto: Your interview\nPara: sam@old.example"
            ),
            14,
        ),
        (
            (
                "---------- Doorgestuurd bericht ---------\nVan: Anna Field <anna@acme.example>\n"
                "Datum: maandag 2 november 2026 14:12\nOnderwerp: Your interview\nAan: sam@old.example"
            ),
            14,
        ),
        (
            (
                "________________________________\nFrom: Anna Field <anna@acme.example>\n"
                "Sent: Monday, November 2, 2026 2:12 PM\n"
                "To: Sam <sam@old.example>\nSubject: Your interview"
            ),
            14,
        ),
    ],
)
def test_forwarded_mail_is_taken_out(wrapper: str, hour: int) -> None:
    message = mail(f"for you\n\n{wrapper}\n\n{INNER}\n\nBest regards,\nAnna Field\n", subject="Fwd: Your interview")
    inner = message.forwarded
    assert message.new_text == "for you"
    assert inner is not None
    assert (inner.sender.name, inner.sender.email) == ("Anna Field", "anna@acme.example")
    assert inner.subject == "Your interview"
    assert (inner.date.year, inner.date.month, inner.date.day, inner.date.hour) == (2026, 11, 2, hour)
    assert inner.new_text == INNER
    assert inner.signature == "Best regards,\nAnna Field"
    assert [a.email for a in inner.to] == ["sam@old.example"]


def test_forward_in_apple_html_is_taken_out() -> None:
    html = f"""<div>for you</div><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From:
        </b>Anna Field &lt;anna@acme.example&gt;<br></div><div><b>Subject: </b>Your interview</div><div><b>Date: </b>2
        November 2026 at 14:12:05 CET</div><div><b>To: </b>sam@old.example</div><br><div>{INNER}</div>
        </blockquote></div>"""
    outside = html.replace(
        '<blockquote type="cite"><div>Begin forwarded message:</div>',
        '<div>Begin forwarded message:</div><blockquote type="cite">',
    )
    inner = mail(outside, subject="Fwd: Your interview", subtype="html").forwarded
    assert inner is not None
    assert inner.sender.email == "anna@acme.example"
    assert inner.new_text.split() == INNER.split()


def test_a_forward_with_history_keeps_only_its_own_news() -> None:
    history = f"On Sun, Nov 1, 2026, Sam wrote:\n{quoted(OLD)}"
    body = f"FYI\n\n---------- Forwarded message ---------\n{GMAIL_BLOCK}\n\n{INNER}\n\n{history}"
    inner = mail(body, subject="Fwd: Your interview").forwarded
    assert inner is not None
    assert inner.new_text == INNER


def test_an_answer_to_a_forward_is_no_forward() -> None:
    history = f"> ---------- Forwarded message ---------\n{quoted(GMAIL_BLOCK)}\n> x"
    body = f"{NEW}\n\nOn Tue, Nov 3, 2026, Sam wrote:\n{history}"
    message = mail(body)
    assert message.forwarded is None
    assert message.new_text == NEW


def test_a_mail_that_is_nothing_but_a_quoted_block_is_a_forward() -> None:
    message = mail(f"{GMAIL_BLOCK}\n\n{INNER}", subject="Your interview")
    assert message.forwarded is not None
    assert message.forwarded.new_text == INNER


def test_a_wrapper_that_names_no_sender_is_read_as_it_is() -> None:
    message = mail(f"----- Forwarded by Sam on 11/02/2026 -----\n\n{INNER}", subject="Your interview")
    assert message.forwarded is None
    assert message.new_text == INNER


def test_a_forward_quoted_with_its_marker_is_taken_out() -> None:
    block = "Begin forwarded message:\n\nFrom: Ben Lowe <ben@acme.example>\nSubject: Interview\nDate: 2 November 2026 at 09:12:00 CET\nTo: sam@old.example\n\nSee you on Tuesday at 10.\nBen"
    message = mail(f"from my old account\n\n{quoted(block)}\n", "Fwd: Interview")
    assert message.new_text == "from my old account"
    assert message.forwarded is not None
    assert message.forwarded.sender.email == "ben@acme.example"
    assert message.forwarded.new_text.startswith("See you on Tuesday at 10.")


def test_a_marker_inside_an_answered_mail_forwards_nothing() -> None:
    below = f"{OLD}\n\nBegin forwarded message:\n\nFrom: Ben Lowe <ben@acme.example>\nTo: sam@old.example\nSubject: x\n\nhello"
    message = mail(f"{NEW}\n\nOn 2 Nov 2026, at 09:12, Sam Rivera <sam@example.com> wrote:\n\n{quoted(below)}\n")
    assert message.new_text == NEW
    assert message.forwarded is None


@pytest.mark.parametrize("stamp", ["11/02/2026 09:12 AM", '"Sam Rivera" <sam@example.com> on 02.11.2026 09:12:41'])
@pytest.mark.parametrize("space", ["", "\t\t "])
def test_a_block_without_from_begins_the_history(stamp: str, space: str) -> None:
    head = stamp if stamp.startswith('"') else f"Sam Rivera\n{stamp}"
    block = f"{head}\n\n{space}To: Anna Field/Acme@Acme\n{space}cc:\n{space}Subject: Interview"
    assert mail(f"{NEW}\n\n\n{block}\n\n{OLD}\n").new_text == NEW
    assert "To:" in mail(f"{NEW}\n\n{space}To: the party of the first part\n{space}Subject: a toast\n").new_text
