"""The service that a user talks to. It answers on one port, and says whether it can work."""
import http.server
import json
import os

HOST = "127.0.0.1"
PORT = int(os.environ.get("PORT", "5173"))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path == "/health"
        body = json.dumps({"status": "ok"} if known else {"error": "not found"}).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """A health check every second is no news."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer((HOST, PORT), Handler).serve_forever()
