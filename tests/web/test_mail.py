"""A mailbox in the archive: its mails and what they carry are documents, found and given back."""

from __future__ import annotations

import base64
import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.identifiers import document_id, show
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_replay_mhtml import PNG
from web.app import create_app

pytestmark = pytest.mark.slow

NOTE = b"The keys were handed over at the eastern gate on Thursday."


def mail(subject: str, text: str, *files: tuple[str, bytes]) -> bytes:
    """A mail with these files."""
    message = EmailMessage(policy=SMTP.clone(linesep="\n"))
    message["From"] = "Jane Roe <jane@example.org>"
    message["To"] = "Ali Example <ali@example.org>"
    message["Cc"] = ", ".join(f"Witness {n} <witness{n}@example.org>" for n in range(20))
    message["Date"] = "Mon, 02 Mar 2009 13:30:00 +0330"
    message["Subject"] = subject
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="text", subtype="plain", filename=name)
        message.set_boundary("edge")
    return message.as_bytes()


FIRST = mail("The hearing", "Ali, the hearing was adjourned again.\n")
SECOND = mail("The keys", "Please read the note.\n", ("note.txt", NOTE))
MARK = b"From jane@example.org Mon Mar  2 10:00:00 2009\n"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The site over one mailbox."""
    files: dict[str, bytes | str] = {"archive.mbox": MARK + FIRST + b"\n" + MARK + SECOND + b"\n"}
    return create_app(make_site(tmp_path, files)).test_client()


def address(data: bytes) -> str:
    """The address of the document with these bytes."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("adjourned", FIRST),
        ("eastern gate", NOTE),
        ("title:hearing", FIRST),
        ('"To: Ali Example" keys', SECOND),
    ],
)
def test_mails_and_attachments_are_found(client: FlaskClient, query: str, data: bytes) -> None:
    """By their text, their subject and the lines of their header."""
    hits = client.get("/api/v1/search", query_string={"q": query}).get_json()["hits"]
    assert hits[0]["document"]["url"].endswith(address(data))


def test_each_is_given_back_as_it_lies_in_the_mailbox(client: FlaskClient) -> None:
    """Byte for byte, also an attachment of a mail in a mailbox."""
    for data in (FIRST, SECOND, NOTE):
        assert client.get(f"{address(data)}/original").data == data


def test_the_way_to_an_attachment(client: FlaskClient) -> None:
    """Its provenance leads through the mailbox and the mail."""
    (capture,) = client.get(f"{address(NOTE)}.json").get_json()["captures"]
    assert [record["container"] for record in capture["within"]] == [
        "application/mbox",
        "message/rfc822",
    ]
    assert "archive.mbox" in words(soup(client, f"{address(NOTE)}/provenance").find("main"))


def test_mails_between_the_same_people_are_not_alike(client: FlaskClient) -> None:
    """Who wrote to whom does not make short mails copies of each other."""
    for data in (FIRST, SECOND):
        assert "Nearly the same" not in words(soup(client, address(data)).find("main"))


def test_a_mail_and_what_it_carries_name_each_other(client: FlaskClient) -> None:
    """The mail's page links its attachment, and the attachment's page the mail; so does the API."""
    side = soup(client, address(SECOND)).find("aside", class_="side")
    assert "Attached note.txt (58 bytes)" in words(side)
    carried = soup(client, address(NOTE)).find("aside", class_="side")
    assert "Came with The keys" in words(carried)
    (attached,) = client.get(f"{address(SECOND)}.json").get_json()["attachments"]
    assert attached["url"].endswith(address(NOTE))
    (mail_,) = client.get(f"{address(NOTE)}.json").get_json()["came_with"]
    assert mail_["url"].endswith(address(SECOND))


def test_a_mail_can_be_looked_at(client: FlaskClient) -> None:
    """Its text as it stands, with a passage of it marked."""
    passages = client.get(f"{address(FIRST)}.json").get_json()["passages"]
    chosen = next(each for each in passages if "adjourned" in each["text"])
    copy = client.get(f"{address(FIRST)}/view?p={chosen['id']}").text
    assert '<mark id="muniment-passage">Ali, the hearing was adjourned again.</mark>' in copy


def test_a_mail_with_a_page_is_shown_as_one(tmp_path: Path) -> None:
    """The page with its own picture, marked; its scripts are gone."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "a@x.example", "b@x.example", "A page"
    message.set_content("plain")
    message.add_alternative(
        "<p>The <b>list</b> of those who were moved that night is below.</p>"
        "<script>alert(1)</script><img alt=own src='cid:dot@x'>",
        subtype="html",
    )
    parts = message.get_payload()
    assert isinstance(parts, list)
    page = parts[1]
    assert isinstance(page, EmailMessage)
    page.add_related(PNG, maintype="image", subtype="png", cid="<dot@x>")
    data = message.as_bytes()
    client = create_app(make_site(tmp_path, {"page.eml": data})).test_client()
    copy = client.get(f"{address(data)}/view").text
    assert "of those who were moved that night" in copy
    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in copy
    assert "alert(1)" not in copy
