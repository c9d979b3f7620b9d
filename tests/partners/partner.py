"""A partner's system, as tests play it."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client

from acogida.exchange.models import Agency, Agreement
from acogida.partners.oauth import actions
from acogida.partners.oauth.models import PartnerClient

IDENTITY = ["given_names", "first_surname", "second_surname", "sex", "birth_date"]


def agreement(agency: str, purpose: str, fields: list[str], *, country: str = "MX", **changes: Any) -> Agreement:
    """An agreement in force with an agency, which is made if it is new."""
    Agency.objects.get_or_create(code=agency, defaults={"name": f"Instituto {agency}", "country": country})
    values = {"fields": fields, "legal_basis": "Convenio de prueba", "start": dt.date(2019, 1, 1), **changes}
    return Agreement.objects.update_or_create(agency_id=agency, purpose=purpose, end=None, defaults=values)[0]


def a_client(
    agency: str = "imss", *scopes: str, name: str = "afiliación", addresses: Any = ()
) -> tuple[PartnerClient, str]:
    """A client of an agency, and its secret."""
    return actions.add(None, agency, name, scopes or ("id.verify",), addresses)


class Partner:
    """One of its systems: asks for a token, then calls."""

    def __init__(self, client: PartnerClient, secret: str) -> None:
        self.client_id, self.secret, self.http, self.token = client.client_id, secret, Client(), ""

    def ask_token(self, secret: str = "", **data: str) -> Any:
        basic = base64.b64encode(f"{self.client_id}:{secret or self.secret}".encode()).decode()
        response = self.http.post(
            "/osia/oauth/token",
            {"grant_type": "client_credentials", **data},
            headers={"Authorization": f"Basic {basic}"},
        )
        if response.status_code == 200:
            self.token = response.json()["access_token"]
        return response

    def call(self, method: str, address: str, body: Any = None, *, token: str | None = None, **query: str) -> Any:
        """`query` gets a transactionId unless there is one."""
        if not self.token and token is None:
            assert self.ask_token().status_code == 200
        shown = self.token if token is None else token
        query.setdefault("transactionId", "t-1")
        return self.http.generic(
            method, address, json.dumps(body) if body is not None else b"", "application/json",
            query_params=query, headers={"Authorization": f"Bearer {shown}"},
        )  # fmt: skip


class Hook:
    """A partner's address: remembers what came, answers with `status`."""

    def __init__(self) -> None:
        self.status, self.came = 200, []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.came.append((body, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                if hook.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _headers in self.came]
