"""Signing in: every flow, and every way in which it must not go."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from service.demo import CLI_CLIENT, PILOT_CLIENT, PILOT_SECRET

from .server import RunningService, approve_device, hidden_fields, log_in

REDIRECT_URI = "http://127.0.0.1:54321/callback"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def browser(service: RunningService) -> Iterator[httpx.Client]:
    """A browser: it keeps cookies, and goes where it is sent by hand."""
    with httpx.Client(base_url=service.url, timeout=30) as browser:
        yield browser


def exchange(client: httpx.Client, **form: Any) -> httpx.Response:
    """Ask the token endpoint as the public client."""
    return client.post("/api/auth/token", data={"client_id": CLI_CLIENT, **form})


def refresh(client: httpx.Client, token: object) -> httpx.Response:
    """Exchange a refresh token."""
    return exchange(client, grant_type="refresh_token", refresh_token=token)


def pkce() -> tuple[str, str]:
    """Return a code verifier and its challenge (RFC 7636)."""
    verifier = secrets.token_urlsafe(48)
    hashed = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def authorize_query(challenge: str, **changes: str) -> dict[str, str]:
    """Return the parameters of an authorization request."""
    return {
        "response_type": "code",
        "client_id": CLI_CLIENT,
        "redirect_uri": REDIRECT_URI,
        "scope": "openid",
        "state": "st&te",
        "nonce": "n-1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changes,
    }


def get_code(
    browser: httpx.Client, query: dict[str, str], decision: str = "approve"
) -> dict[str, str]:
    """Sign alice in, decide, and return the parameters of the redirect."""
    login = hidden_fields(browser.get("/auth/authorize", params=query))
    signed_in = log_in(browser, "alice", login["next"])
    assert signed_in.status_code == 303
    page = browser.get(signed_in.headers["location"])
    fields = hidden_fields(page) | {"decision": decision}
    sent_back = browser.post("/auth/authorize", data=fields)
    assert sent_back.status_code == 303, sent_back.text
    location = sent_back.headers["location"]
    assert location.startswith(query["redirect_uri"] + "?")
    return {
        name: values[0] for name, values in parse_qs(urlsplit(location).query).items()
    }


def start_device(client: httpx.Client, scope: str = "openid") -> dict[str, Any]:
    """Start a device flow."""
    answer = client.post(
        "/api/auth/device", data={"client_id": CLI_CLIENT, "scope": scope}
    )
    assert answer.status_code == 200, answer.text
    flow: dict[str, Any] = answer.json()
    return flow


def poll(client: httpx.Client, flow: dict[str, Any]) -> httpx.Response:
    """Ask for the tokens of a device flow."""
    return exchange(client, grant_type=DEVICE_GRANT, device_code=flow["device_code"])


def test_the_metadata_lead_to_everything(
    client: httpx.Client, service: RunningService
) -> None:
    """A standard client could not find its way."""
    metadata = client.get("/.well-known/openid-configuration").json()
    assert metadata["issuer"] == service.url
    assert httpx.get(metadata["jwks_uri"]).status_code == 200
    assert httpx.get(metadata["userinfo_endpoint"]).status_code == 401
    assert "S256" in metadata["code_challenge_methods_supported"]


def test_tokens_are_signed_with_a_published_key(
    client: httpx.Client, service: RunningService
) -> None:
    """Nobody else could check our tokens, or the private key would be published."""
    tokens = service.sign_in("alice")
    published = client.get("/.well-known/jwks.json").json()
    assert all("d" not in key for key in published["keys"])
    keys = KeySet.import_key_set(published)
    access = jwt.decode(str(tokens["access_token"]), keys, ["ES256"])
    assert access.header["typ"] == "at+jwt"
    assert access.claims["iss"] == service.url
    assert access.claims["group"] == "users"
    identity = jwt.decode(str(tokens["id_token"]), keys, ["ES256"])
    assert identity.claims["aud"] == CLI_CLIENT


def test_userinfo_tells_who_one_is(alice: httpx.Client) -> None:
    """A program could not show who has signed in."""
    info = alice.get("/api/auth/userinfo").json()
    assert info["preferred_username"] == "alice"
    assert info["name"] == "Alice Arnold"
    assert "NormalUser" in info["properties"]


# Access tokens


def claims_of(token: object) -> dict[str, Any]:
    """Return the claims of a token, unchecked."""
    payload = str(token).split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return decoded


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Basic YTpi", "Bearer x.y.z", "Bearer é"],
)
def test_a_request_without_a_token_is_refused(
    client: httpx.Client, header: str | None
) -> None:
    """Anybody could read everything."""
    headers: dict[bytes, bytes] = {}
    if header is not None:
        headers[b"Authorization"] = header.encode()
    answer = client.get("/api/jobs/1", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_foreign_token_is_refused(
    client: httpx.Client, service: RunningService
) -> None:
    """Whoever can make a key could be anybody."""
    claims = claims_of(service.access_token("alice"))
    own_key = ECKey.generate_key("P-256")
    kid = client.get("/.well-known/jwks.json").json()["keys"][0]["kid"]
    for key_id in (kid, "unknown"):
        header = {"alg": "ES256", "kid": key_id, "typ": "at+jwt"}
        token = jwt.encode(header, claims, own_key)
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/jobs/1", headers=headers).status_code == 401


def test_an_unsigned_token_is_refused(
    client: httpx.Client, service: RunningService
) -> None:
    """`alg: none` is the oldest way in (RFC 8725, 2.1)."""
    payload = service.access_token("alice").split(".")[1]
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode()
    token = f"{header.rstrip('=')}.{payload}."
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/jobs/1", headers=headers).status_code == 401


def test_an_id_token_is_no_access_token(
    client: httpx.Client, service: RunningService
) -> None:
    """A client that only knows who one is could act for one."""
    headers = {"Authorization": f"Bearer {service.sign_in('alice')['id_token']}"}
    assert client.get("/api/jobs/1", headers=headers).status_code == 401


# Device flow


def test_a_device_waits_until_the_user_has_decided(
    browser: httpx.Client, service: RunningService
) -> None:
    """A program would get tokens that nobody has approved."""
    flow = start_device(browser)
    pending = poll(browser, flow)
    assert pending.status_code == 400
    assert pending.json()["error"] == "authorization_pending"
    assert pending.headers["cache-control"] == "no-store"
    approve = httpx.Client(base_url=service.url, follow_redirects=True)
    approve_device(approve, "alice", flow["user_code"].lower().replace("-", " "))
    too_soon = poll(browser, flow)
    assert too_soon.json()["error"] == "slow_down"


def test_a_device_code_is_good_once(
    browser: httpx.Client, service: RunningService
) -> None:
    """A code read in a log would give tokens."""
    flow = start_device(browser)
    with httpx.Client(base_url=service.url, follow_redirects=True) as person:
        approve_device(person, "alice", flow["user_code"])
    first = poll(browser, flow)
    assert first.status_code == 200, first.text
    assert poll(browser, flow).json()["error"] == "invalid_grant"


def test_a_refused_device_gets_nothing(
    browser: httpx.Client, service: RunningService
) -> None:
    """Refusing would mean nothing."""
    flow = start_device(browser)
    with httpx.Client(base_url=service.url, follow_redirects=True) as person:
        approve_device(person, "alice", flow["user_code"], "deny")
    assert poll(browser, flow).json()["error"] == "access_denied"


def test_a_code_cannot_be_approved_from_elsewhere(
    browser: httpx.Client, service: RunningService
) -> None:
    """A page of an attacker could approve the attacker's program."""
    flow = start_device(browser)
    with httpx.Client(base_url=service.url, follow_redirects=True) as person:
        page = log_in(person, "alice", f"/auth/device?user_code={flow['user_code']}")
        fields = hidden_fields(page) | {"decision": "approve"}
        forged = fields | {"csrf_token": "x" * 43}
        assert person.post("/auth/device", data=forged).status_code == 403
        elsewhere = {"Origin": "https://evil.example"}
        refused = person.post("/auth/device", data=fields, headers=elsewhere)
        assert refused.status_code == 403
    assert poll(browser, flow).json()["error"] == "authorization_pending"


def test_pages_escape_what_they_show(browser: httpx.Client) -> None:
    """Whoever makes a link could run scripts in our name."""
    page = browser.get(
        "/auth/device", params={"user_code": '"><script>alert(1)</script>'}
    )
    assert "<script>" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_browsers_say_that_our_forms_are_ours(browser: httpx.Client) -> None:
    """With `no-referrer` they send `Origin: null`, which we refuse (Fetch, 3.2)."""
    page = browser.get("/auth/device")
    assert page.headers["referrer-policy"] == "same-origin"
    form = {"username": "alice", "password": "alice-demo"}
    own = {"Origin": str(browser.base_url).rstrip("/")}
    assert browser.post("/auth/login", data=form, headers=own).status_code == 303
    null = {"Origin": "null"}
    assert browser.post("/auth/login", data=form, headers=null).status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/auth/\\..\\evil",
        "javascript:alert(1)",
        "/auth/\r\nX-Evil: 1",
    ],
)
def test_signing_in_leads_nowhere_else(browser: httpx.Client, elsewhere: str) -> None:
    """Our name would lend trust to somebody else's page."""
    answer = log_in(browser, "alice", elsewhere)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/auth/device"


def test_a_wrong_password_does_not_sign_in(browser: httpx.Client) -> None:
    """Or tell which names exist."""
    wrong = {"username": "alice", "password": "wrong"}
    unknown = {"username": "mallory", "password": "wrong"}
    answers = [browser.post("/auth/login", data=form) for form in (wrong, unknown)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text
    assert not browser.cookies
    assert log_in(browser, "alice", "/auth/device").status_code == 303


def test_guessing_passwords_locks_for_a_while(browser: httpx.Client) -> None:
    """Passwords could be tried by the million."""
    for _ in range(5):
        browser.post("/auth/login", data={"username": "dave", "password": "x"})
    assert log_in(browser, "dave", "/auth/device").status_code == 401


# Authorization code


def test_a_code_gives_tokens(browser: httpx.Client) -> None:
    """The flow for programs with a browser would not work."""
    verifier, challenge = pkce()
    sent_back = get_code(browser, authorize_query(challenge))
    assert sent_back["state"] == "st&te"
    assert sent_back["iss"] == str(browser.base_url).rstrip("/")
    answer = exchange(
        browser,
        grant_type="authorization_code",
        code=sent_back["code"],
        redirect_uri=REDIRECT_URI,
        code_verifier=verifier,
    )
    assert answer.status_code == 200, answer.text
    assert claims_of(answer.json()["id_token"])["nonce"] == "n-1"


def test_a_code_used_twice_revokes_what_it_gave(browser: httpx.Client) -> None:
    """A thief who is faster, or slower, would keep the tokens (RFC 6749, 4.1.2)."""
    verifier, challenge = pkce()
    form = {
        "grant_type": "authorization_code",
        "code": get_code(browser, authorize_query(challenge))["code"],
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
    }
    first = exchange(browser, **form)
    assert exchange(browser, **form).json()["error"] == "invalid_grant"
    revoked = refresh(browser, first.json()["refresh_token"])
    assert revoked.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "a" * 43},
        {"redirect_uri": "http://127.0.0.1:54321/other"},
    ],
)
def test_a_stolen_code_is_good_for_nothing(
    browser: httpx.Client, change: dict[str, str]
) -> None:
    """Who sees the redirect would have the tokens; a second try must fail, too."""
    verifier, challenge = pkce()
    form = {
        "grant_type": "authorization_code",
        "code": get_code(browser, authorize_query(challenge))["code"],
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
    }
    assert exchange(browser, **form | change).json()["error"] == "invalid_grant"
    assert exchange(browser, **form).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1:80@evil.example/callback",
        "http://127.0.0.1:1/callback/../x",
        "http://localhost:1/callback",
        "http://127.0.0.1:1/callback?x=1",
        "http://127.0.0.1:notaport/callback",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_browser_is_sent_only_where_the_client_has_registered(
    browser: httpx.Client, uri: str
) -> None:
    """Codes would go to whoever makes a link (RFC 9700, 4.1)."""
    query = authorize_query(pkce()[1], redirect_uri=uri)
    answer = browser.get("/auth/authorize", params=query)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "root"}, "invalid_scope"),
        ({"scope": "group:admins"}, "invalid_scope"),
    ],
)
def test_a_bad_request_is_told_to_the_client(
    browser: httpx.Client, change: dict[str, str], error: str
) -> None:
    """The program would wait for ever; PKCE could be left out."""
    query = authorize_query(pkce()[1], **change)
    log_in(browser, "alice", "/auth/device")
    answer = browser.get("/auth/authorize", params=query)
    assert answer.status_code == 303
    sent_back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert sent_back["error"] == [error]
    assert sent_back["state"] == ["st&te"]


def test_refusing_is_told_to_the_client(browser: httpx.Client) -> None:
    """The program would wait for ever."""
    sent_back = get_code(browser, authorize_query(pkce()[1]), "deny")
    assert sent_back["error"] == "access_denied"
    assert "code" not in sent_back


# Refreshing


def test_a_refresh_token_is_replaced(
    client: httpx.Client, service: RunningService
) -> None:
    """A stolen token would be good for a month."""
    tokens = service.sign_in("alice")
    renewed = refresh(client, tokens["refresh_token"])
    assert renewed.status_code == 200, renewed.text
    assert renewed.json()["refresh_token"] != tokens["refresh_token"]
    assert refresh(client, renewed.json()["refresh_token"]).status_code == 200


def test_a_reused_refresh_token_revokes_the_family(
    client: httpx.Client, service: RunningService
) -> None:
    """Of thief and owner, the thief could be the one who goes on."""
    tokens = service.sign_in("alice")
    newest = refresh(client, tokens["refresh_token"]).json()["refresh_token"]
    reused = refresh(client, tokens["refresh_token"])
    assert reused.status_code == 400
    assert reused.json()["error"] == "invalid_grant"
    # Kept although the answer was an error: the newest one is good no more.
    assert refresh(client, newest).json()["error"] == "invalid_grant"


def test_other_families_are_left_alone(
    client: httpx.Client, service: RunningService
) -> None:
    """A thief in one place would sign the user out everywhere."""
    stolen, other = service.sign_in("alice"), service.sign_in("alice")
    refresh(client, stolen["refresh_token"])
    refresh(client, stolen["refresh_token"])
    assert refresh(client, other["refresh_token"]).status_code == 200


def test_another_client_cannot_use_a_refresh_token(
    client: httpx.Client, service: RunningService
) -> None:
    """A token would be good without the client that it was given to."""
    token = service.sign_in("alice")["refresh_token"]
    answer = client.post(
        "/api/auth/token",
        data={"grant_type": "refresh_token", "refresh_token": token},
        auth=(PILOT_CLIENT, PILOT_SECRET),
    )
    assert answer.json()["error"] in {"invalid_grant", "unauthorized_client"}
    assert refresh(client, token).status_code == 200


def test_a_refresh_cannot_give_more(
    client: httpx.Client, service: RunningService
) -> None:
    """A program could help itself to an administrator's rights."""
    token = service.sign_in("carol")["refresh_token"]
    form = {"grant_type": "refresh_token", "scope": "openid group:admins"}
    answer = exchange(client, refresh_token=token, **form)
    assert answer.json()["error"] == "invalid_scope"
    assert refresh(client, token).status_code == 200, "a refusal must not use it up"


def test_a_revoked_token_is_good_for_nothing(
    client: httpx.Client, service: RunningService
) -> None:
    """Signing out would mean nothing."""
    token = service.sign_in("alice")["refresh_token"]
    form = {"client_id": CLI_CLIENT, "token": token}
    assert client.post("/api/auth/revoke", data=form).status_code == 204
    assert refresh(client, token).json()["error"] == "invalid_grant"
    unknown = {"client_id": CLI_CLIENT, "token": "unknown"}
    assert client.post("/api/auth/revoke", data=unknown).status_code == 204


def test_a_user_ends_sessions(alice: httpx.Client, bob: httpx.Client) -> None:
    """A lost laptop would stay signed in."""
    session, *_ = alice.get("/api/auth/sessions").json()
    path = f"/api/auth/sessions/{session['session_id']}"
    assert bob.delete(path).status_code == 404
    assert alice.delete(path).status_code == 204
    assert alice.delete(path).status_code == 404


# Clients


def test_client_credentials_give_a_token_without_a_user(pilot: httpx.Client) -> None:
    """Programs that run by themselves could not sign in."""
    info = pilot.get("/api/auth/userinfo").json()
    assert info["sub"] == f"client:{PILOT_CLIENT}"
    assert info["properties"] == ["Pilot"]


@pytest.mark.parametrize(
    ("auth", "form", "status"),
    [
        ((PILOT_CLIENT, "wrong"), {}, 401),
        (("unknown", "x"), {}, 401),
        (None, {"client_id": PILOT_CLIENT, "client_secret": "wrong"}, 400),
        (None, {"client_id": PILOT_CLIENT}, 400),
        (None, {"client_id": CLI_CLIENT, "client_secret": "any"}, 400),
        (None, {}, 400),
    ],
)
def test_a_client_that_is_not_known_gets_nothing(
    client: httpx.Client,
    auth: tuple[str | bytes, str | bytes] | None,
    form: dict[str, str],
    status: int,
) -> None:
    """A secret would be worth nothing."""
    data = {"grant_type": "client_credentials", **form}
    sent_auth = httpx.BasicAuth(*auth) if auth else httpx.USE_CLIENT_DEFAULT
    answer = client.post("/api/auth/token", data=data, auth=sent_auth)
    assert answer.status_code == status
    assert answer.json()["error"] == "invalid_client"


def test_a_public_client_has_no_rights_of_its_own(client: httpx.Client) -> None:
    """Anybody could be that client."""
    answer = exchange(client, grant_type="client_credentials")
    assert answer.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x"}, "invalid_request"),
    ],
)
def test_malformed_requests_are_oauth_errors(
    client: httpx.Client, form: dict[str, str], error: str
) -> None:
    """A standard client could not read FastAPI's own errors (RFC 6749, 5.2)."""
    answer = exchange(client, **form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
