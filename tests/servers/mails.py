"""Mails of every shape that servers have to describe: addresses, encodings, multiparts, a mail in a mail."""

MAIL = (
    b"From: Dana Reyes <dana@acme.example>\r\nTo: sam@example.com\r\nSubject: Interview on Tuesday\r\n"
    b"Message-ID: <one@acme.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nSee you at ten.\r\n"
)
PLAIN = (
    b"From: Dana Reyes <dana@acme.example>\r\nSender: agent@hiring.example\r\nReply-To: jobs@acme.example\r\n"
    b'To: "Rivera, Sam" <sam@example.com>, bare@example.com\r\nCc: Lee <lee@acme.example>\r\nSubject: A "quoted"\r\n'
    b" and folded subject\r\nIn-Reply-To: <zero@example.com>\r\nMessage-ID: <one@acme.example>\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=UTF-8; format=flowed\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\nand a second line\r\n"
)
BARE = b"Subject: nothing else\r\n\r\nno line end"
ENCODED = (
    b"From: =?utf-8?q?J=C3=B6rg?= <joerg@acme.example>\r\nTo: undisclosed-recipients:;\r\n"
    b"Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n"
    b"Content-Language: de\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Gr=C3=BC=C3=9Fe</p>\r\n"
)
ALTERNATIVE = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: two ways\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="=_x"\r\n\r\npreamble\r\n--=_x\r\n'
    b"Content-Type: text/plain\r\n\r\none\r\n--=_x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>one</p>\r\n"
    b"--=_x--\r\nepilogue\r\n"
)
INVITATION = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: invitation\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
    b"Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\n\r\nno header at all\r\n--inner\r\n"
    b'Content-Type: text/calendar; charset="UTF-8"; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'
    b"--inner--\r\n--outer\r\nContent-Type: application/ics; name=invite.ics\r\nContent-ID: <part@example.com>\r\n"
    b"Content-Description: the date\r\nContent-Disposition: attachment; filename=invite.ics\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFSDQo=\r\n--outer--\r\n"
)
FORWARDED = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: Fwd: one\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=zz\r\n\r\n--zz\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
    b"see below\r\n--zz\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n"
    + INVITATION
    + b"\r\n--zz--\r\n"
)
MAILS = {
    "plain": PLAIN,
    "bare": BARE,
    "encoded": ENCODED,
    "alternative": ALTERNATIVE,
    "invitation": INVITATION,
    "forwarded": FORWARDED,
}
