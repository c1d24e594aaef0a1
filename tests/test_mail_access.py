from pathlib import Path

import pytest

from handoutpress.deliver.mail.access import open_access
from handoutpress.errors import HandoutError
from tests.mail_makers import make_settings
from tests.mail_servers import make_certificates


def write_secret(folder: Path) -> dict[str, str]:
    path = folder / "secret"
    path.write_text("tangerine\n")
    path.chmod(0o600)
    return {"file": "secret"}


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_port_is_the_usual_one_where_none_is_set(tls: str, port: int) -> None:
    settings = make_settings(relay_tls=tls)
    relay = settings.relay.model_copy(update={"port": None})
    access = open_access(settings.model_copy(update={"relay": relay}), Path("/"))

    assert (access.port, access.context is None) == (port, tls == "none")


@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.1", "0.0.0.0", "localhost.example"])
def test_relay_elsewhere_is_not_spoken_to_without_tls(host: str) -> None:
    with pytest.raises(HandoutError) as caught:
        open_access(make_settings(relay_host=host), Path("/"))
    assert str(caught.value) == (
        "delivery.yaml: 'mail.relay.tls: none' is for a relay on this computer alone; "
        "write starttls or tls"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_relay_on_this_computer_may_go_without_tls(host: str) -> None:
    assert open_access(make_settings(relay_host=host), Path("/")).context is None


def test_secret_is_read_from_its_file_and_not_shown(tmp_path: Path) -> None:
    settings = make_settings(relay_user="clinic", relay_password=write_secret(tmp_path))
    access = open_access(settings, tmp_path)

    assert access.password == "tangerine"
    assert "tangerine" not in repr(access)
    assert "clinic" not in repr(access).replace("clinic.example", "")


@pytest.mark.parametrize("changes", [{"relay_user": "a"}, {"relay_password": {"env": "A"}}])
def test_user_and_password_belong_together(changes: dict[str, object]) -> None:
    with pytest.raises(HandoutError, match="needs both user and password, or neither"):
        open_access(make_settings(**changes), Path("/"))  # type: ignore[arg-type]


def test_authorities_are_those_of_the_file_alone(tmp_path: Path) -> None:
    make_certificates(tmp_path)
    access = open_access(make_settings(relay_tls="tls", relay_ca="ca.pem"), tmp_path)

    assert access.context is not None
    assert len(access.context.get_ca_certs()) == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_file_of_authorities_that_cannot_be_used_is_told(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)

    with pytest.raises(HandoutError, match=r"the file 'ca\.pem' of 'mail\.relay\.ca' cannot be"):
        open_access(make_settings(relay_tls="tls", relay_ca="ca.pem"), tmp_path)
