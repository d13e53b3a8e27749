"""Which folder is which: what the user named, what the server marks (RFC 6154), then what such folders are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from mailwatch.errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.mailbox.settings import ServerSettings


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of the folders with a part to play; empty where the account has none, but `drafts` is always set."""

    drafts: str
    sent: str = ""
    trash: str = ""
    all: str = ""
    junk: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of LIST: attributes in lower case, hierarchy delimiter (may be empty), decoded name."""

    attributes: frozenset[str]
    delimiter: str
    name: str

    @property
    def path(self) -> tuple[str, ...]:
        """The levels of its name."""
        return tuple(self.name.split(self.delimiter)) if self.delimiter else (self.name,)

    @property
    def selectable(self) -> bool:
        """Whether it can hold mail (RFC 3501 §7.2.2, RFC 5258 §3)."""
        return not self.attributes & {"\\noselect", "\\nonexistent"}


NAMES = {
    "drafts": """
        Drafts|Draft|Entwürfe|Entwurf|Brouillons|Borradores|Borrador|Rascunhos|Concepten|Bozze|Utkast|Kladder|Udkast
        Luonnokset|Kopie robocze|Wersje robocze|Szkice|Koncepty|Rozepsané|Piszkozatok|Ciorne|Taslaklar|Черновики
        Чернетки|Πρόχειρα|Esborranys|Skice|Osnutki|Чернови|下書き|草稿|草稿箱|임시보관함|טיוטות|مسودات
    """,
    "sent": """
        Sent|Sent Items|Sent Mail|Sent Messages|Gesendet|Gesendete Objekte|Gesendete Elemente|Postausgang|Envoyés
        Éléments envoyés|Messages envoyés|Enviados|Elementos enviados|Enviadas|Itens enviados|Verzonden
        Verzonden items|Posta inviata|Inviata|Inviati|Skickat|Skickade|Sendt|Sendte elementer|Sendt post|Lähetetyt
        Wysłane|Elementy wysłane|Odeslané|Odoslané|Elküldött|Trimise|Gönderilmiş Postalar|Gönderilenler|Отправленные
        Надіслані|Απεσταλμένα|Enviats|Poslano|送信済み|送信済みアイテム|已发送|已发送邮件|寄件備份|보낸편지함
    """,
    "trash": """
        Trash|Bin|Deleted Items|Deleted Messages|Deleted|Papierkorb|Gelöscht|Gelöschte Objekte|Gelöschte Elemente
        Corbeille|Éléments supprimés|Papelera|Elementos eliminados|Eliminados|Lixeira|Lixo|Itens excluídos|Prullenbak
        Verwijderde items|Cestino|Papperskorg|Papperskorgen|Søppel|Slettet|Papirkurv|Roskakori|Kosz|Koš|Kôš|Kuka|Lomtár
        Coș de gunoi|Çöp Kutusu|Корзина|Кошик|Κάδος|Paperera|Smeće|ゴミ箱|已删除|已删除邮件|垃圾桶|휴지통
    """,
    "all": "All Mail|Alle Nachrichten|Tous les messages|Todos|Todos os e-mails|Alle berichten|Tutti i messaggi|Archive",
    "junk": """
        Junk|Spam|Junk E-mail|Junk Email|Bulk Mail|Junk-E-Mail|Courrier indésirable|Indésirables|Correo no deseado
        Lixo Eletrônico|Ongewenste e-mail|Posta indesiderata|Skräppost|Søppelpost|Roskaposti
    """,
}
"""What providers and clients call such folders, by part; the first that exists counts."""
_PARENTS = frozenset({"inbox", "[gmail]", "[google mail]"})
"""Below these a well-known name counts as it does on the top level."""


def find_folders(listed: Sequence[Listed], settings: ServerSettings) -> Folders:
    """Give each part its folder.

    Raises:
        MailboxError: a folder the user named does not exist, or nothing can be found for Drafts.
    """
    selectable = [folder for folder in listed if folder.selectable]
    chosen = {
        part: _named(selectable, part, str(getattr(settings, part, "")), settings)
        or _marked(selectable, part)
        or _called(selectable, part)
        for part in NAMES
    }
    if not chosen["drafts"]:
        raise MailboxError(
            f"{settings.place}: no Drafts folder found; name yours as `drafts:` of this mailbox"
            f" (folders there: {_enumerate(selectable)})"
        )
    return Folders(**chosen)


def _named(listed: Sequence[Listed], part: str, name: str, settings: ServerSettings) -> str:
    if not name:
        return ""
    for folder in listed:
        if folder.name == name or folder.name.lower() == name.lower() == "inbox":
            return folder.name
    raise MailboxError(
        f"{settings.place}: there is no folder {name!r}; correct `{part}:` of this mailbox"
        f" (folders there: {_enumerate(listed)})"
    )


def _marked(listed: Sequence[Listed], part: str) -> str:
    # The shallowest, because a shared or archived mailbox may bring marks of its own.
    marked = [folder for folder in listed if f"\\{part}" in folder.attributes]
    return min(marked, key=lambda folder: len(folder.path)).name if marked else ""


def _called(listed: Sequence[Listed], part: str) -> str:
    candidates = {_folded(folder.path[-1]): folder.name for folder in reversed(listed) if _near_top(folder)}
    for name in (name.strip() for line in NAMES[part].splitlines() for name in line.split("|")):
        if name and (found := candidates.get(_folded(name))):
            return found
    return ""


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()


def _near_top(folder: Listed) -> bool:
    return all(level.casefold() in _PARENTS for level in folder.path[:-1])


def _enumerate(listed: Sequence[Listed]) -> str:
    return ", ".join(sorted({folder.name for folder in listed})) or "none"
