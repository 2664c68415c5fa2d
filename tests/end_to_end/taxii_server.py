"""A TAXII 2.1 server, to the specification (OASIS, 10 June 2021), for tests: discovery, API roots, collections, manifests and
objects with paging and filters, Basic and Bearer logins, its error messages, TLS; and trouble on demand.

It reads nothing of Wardwatch and is read by it over a socket, as any other server is."""

import base64
import http.server
import json
import ssl
import subprocess
import threading
import urllib.parse

MEDIA_TYPE = "application/taxii+json;version=2.1"


def make_certificate(folder, name="server"):
    """A key, and a certificate for this machine that is its own authority."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                   check=True, capture_output=True)
    return key, certificate


class Collection:
    """Objects with the moments at which they were added, in that order (section 3.4)."""

    def __init__(self, title, can_read=True):
        self.title, self.can_read = title, can_read
        self.rows = []

    def add(self, objects, added):
        """`added` gives each object its moment."""
        self.rows += [(moment, one) for moment, one in zip(added, objects)]
        self.rows.sort(key=lambda row: row[0])

    def matching(self, query):
        rows = self.rows
        if "added_after" in query:
            rows = [row for row in rows if row[0] > query["added_after"]]
        for name, key in (("match[type]", "type"), ("match[id]", "id"), ("match[spec_version]", "spec_version")):
            if name in query:
                rows = [row for row in rows if row[1].get(key) in query[name].split(",")]
        if query.get("match[version]", "last") == "last":  # Section 3.4.1: the newest of each object is what is meant.
            newest = {}
            for moment, one in rows:
                if one.get("modified", "") >= newest.get(one["id"], (None, {}))[1].get("modified", ""):
                    newest[one["id"]] = (moment, one)
            rows = [row for row in rows if newest[row[1]["id"]][1] is row[1]]
        return rows


class Refused(Exception):
    def __init__(self, status, title, **headers):
        super().__init__(title)
        self.status, self.title, self.headers = status, title, headers


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        self.server.asked.append((address.path, query, self.headers.get("Authorization")))
        trouble = self.server.trouble.pop(0) if self.server.trouble else None
        try:
            if trouble and self.make(trouble, address.path, query):
                return
            self.check_accept()
            self.check_login()
            self.answer(*self.resource(address.path, query), trouble=trouble)
        except Refused as refused:
            self.answer({"title": refused.title, "http_status": str(refused.status)}, refused.headers, refused.status)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    # What goes wrong; true when that was the answer.
    def make(self, trouble, path, query):
        kind, *more = trouble
        if kind == "status":
            raise Refused(more[0], "no", **{"Retry-After": more[1]} if len(more) > 1 else {})
        if kind == "redirect":
            self.answer({}, {"Location": more[0]}, more[1] if len(more) > 1 else 302)
        elif kind == "body":
            self.answer(more[0], media_type=more[1] if len(more) > 1 else MEDIA_TYPE)
        elif kind == "long":
            self.send_response(200)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.end_headers()
            self.close_connection = True
            for _ in range(more[0]):
                self.wfile.write(b" " * (1 << 20))
        else:
            return False  # A cut answer is made where it is written.
        return True

    def check_accept(self):
        accept = [part.strip().replace(" ", "") for part in self.headers.get("Accept", "*/*").split(",")]
        if not {"*/*", "application/*", "application/taxii+json", MEDIA_TYPE} & set(accept):
            raise Refused(406, "The media type is not provided")

    def check_login(self):
        wanted = self.server.login
        if wanted and self.headers.get("Authorization") not in wanted:
            raise Refused(401, "The login is not known", **{"WWW-Authenticate": 'Basic realm="taxii"'})

    def resource(self, path, query):
        server, parts = self.server, path.strip("/").split("/")
        if path == "/taxii2/":
            roots = [f"{server.address}/api1/", "/api2/"]
            return {"title": "Test", "default": roots[0], "api_roots": roots}, {}
        if not path.endswith("/") or parts[0] not in server.roots:
            raise Refused(404, "The resource is not here")
        collections = server.roots[parts[0]]
        if len(parts) == 1:
            return {"title": parts[0], "versions": [MEDIA_TYPE], "max_content_length": 1 << 20}, {}
        if parts[1:] == ["collections"]:
            return {"collections": [self.facts(id_, one) for id_, one in collections.items()]}, {}
        if parts[1] != "collections" or parts[2] not in collections:
            raise Refused(404, "The collection is not here")
        collection = collections[parts[2]]
        if len(parts) == 3:
            return self.facts(parts[2], collection), {}
        if not collection.can_read:
            raise Refused(403, "This collection may not be read")
        if len(parts) == 4 and parts[3] in ("objects", "manifest"):
            return self.page(collection, query, parts[3])
        if len(parts) == 5 and parts[3] == "objects":
            return self.page(collection, {**query, "match[id]": parts[4]}, "objects")
        raise Refused(404, "The resource is not here")

    @staticmethod
    def facts(id_, collection):
        return {"id": id_, "title": collection.title, "can_read": collection.can_read, "can_write": False,
                "media_types": ["application/stix+json;version=2.1"]}

    def page(self, collection, query, kind):
        rows = collection.matching(query)
        start = 0
        if "next" in query:
            if query["next"] not in self.server.tokens:
                raise Refused(400, "The next parameter is not known")
            start = self.server.tokens[query["next"]]
        count = min(int(query.get("limit", self.server.page_max)), self.server.page_max)
        shown = rows[start:start + count]
        out = {}
        if start + count < len(rows):
            out["more"] = True
            if self.server.gives_next:
                out["next"] = f"token-{len(self.server.tokens)}"
                self.server.tokens[out["next"]] = start + count
        if shown and kind == "objects":
            out["objects"] = [one for _, one in shown]
        elif shown:
            out["objects"] = [{"id": one["id"], "date_added": moment, "version": one.get("modified", moment)}
                              for moment, one in shown]
        headers = {}
        if shown and self.server.says_added:
            headers = {"X-TAXII-Date-Added-First": shown[0][0], "X-TAXII-Date-Added-Last": shown[-1][0]}
        return out, headers

    def answer(self, body, headers=None, status=200, media_type=MEDIA_TYPE, trouble=None):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if trouble and trouble[0] == "cut":
            self.wfile.write(data[:len(data) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(data)


class Server(http.server.ThreadingHTTPServer):
    """Runs in a thread of the test. `asked` has what was asked; `trouble` what goes wrong with the next questions (None: nothing)."""
    daemon_threads = True

    def __init__(self, key, certificate, page_max=100):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://localhost:{self.server_address[1]}"
        self.roots, self.login, self.asked, self.trouble, self.tokens = {}, set(), [], [], {}
        self.page_max, self.gives_next, self.says_added = page_max, True, True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # A client that does not believe the certificate, or hangs up.

    def let_in(self, user=None, password=None, token=None):
        if user:
            self.login.add("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
        if token:
            self.login.add(f"Bearer {token}")

    def questions(self, ending):
        """The queries of what was asked at an address since the last look, and forgets them."""
        asked, self.asked = self.asked, []
        return [query for path, query, _ in asked if path.endswith(ending)]
