"""A client of `caveat lsp`: speaks the protocol over pipes, for the tests.

Requests wait for their answer; what the server says meanwhile is kept by kind. Refuses to wait for
ever, and to let a crash or a sanitizer report pass. Invariant: every answer has the id asked with.
"""
import json
import os
import queue
import subprocess
import threading

from command import ENV, Failure

WAIT = 60


class Client:
    running = []

    @classmethod
    def kill_all(cls):
        """What a failed test left behind."""
        for process in cls.running:
            if process.poll() is None:
                process.kill()
            process.wait()
        cls.running.clear()

    def __init__(self, caveat, cwd=None, encodings=None, start=True):
        self.process = subprocess.Popen([str(caveat), "lsp"], cwd=cwd, env=ENV, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        Client.running.append(self.process)
        self.messages = queue.Queue()
        self.errors = []
        self.published, self.logged = {}, []
        self.last_id = 0
        self.versions = {}
        threading.Thread(target=self._read, daemon=True).start()
        self._stderr = threading.Thread(target=self._read_errors, daemon=True)
        self._stderr.start()
        if start:
            general = {"positionEncodings": encodings} if encodings else {}
            self.capabilities = self.ask("initialize", {"processId": os.getpid(), "rootUri": None,
                                                        "capabilities": {"general": general}})
            self.tell("initialized", {})

    # -- bytes --

    def _read(self):
        out = self.process.stdout
        while True:
            size = None
            while True:
                line = out.readline()
                if not line:
                    self.messages.put(None)
                    return
                if line in (b"\r\n", b"\n"):
                    break
                key, _, value = line.partition(b":")
                if key.lower() == b"content-length":
                    size = int(value)
            self.messages.put(json.loads(out.read(size)))

    def _read_errors(self):
        self.errors.append(self.process.stderr.read().decode(errors="replace"))

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send_body(self, body):
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, message):
        self.send_body(json.dumps(message).encode())

    def next(self):
        try:
            message = self.messages.get(timeout=WAIT)
        except queue.Empty:
            raise Failure("the server says nothing")
        if message is None:
            self._stderr.join(WAIT)
            raise Failure("the server ended: %s\n%s" % (self.process.wait(WAIT), "".join(self.errors)))
        return message

    # -- messages --

    def tell(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method, params):
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params})
        return self.last_id

    def keep(self, message):
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.published[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version")
        elif message.get("method") == "window/logMessage":
            self.logged.append(message["params"]["message"])

    def answer(self, number):
        while True:
            message = self.next()
            if "method" in message:
                self.keep(message)
            elif message.get("id") == number:
                return message
            else:
                raise Failure("an answer nobody waits for: %s" % message)

    def ask(self, method, params):
        message = self.answer(self.start(method, params))
        if "error" in message:
            raise Failure("%s: %s" % (method, message["error"]))
        return message["result"]

    def refused(self, method, params, code=None):
        """The message of the error that must come."""
        message = self.answer(self.start(method, params))
        if "error" not in message or (code and message["error"]["code"] != code):
            raise Failure("expected error %s, got %s" % (code, message))
        return message["error"]["message"]

    # -- documents --

    def open(self, uri, text, version=1):
        self.versions.pop(uri, None)
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "caveat",
                                                            "version": version, "text": text}})

    def change(self, uri, version, *changes):
        self.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": version},
                                             "contentChanges": list(changes)})

    def diagnostics(self, uri, version):
        """What is published for that version of the document."""
        while self.versions.get(uri) != version:
            message = self.next()
            if "method" not in message:
                raise Failure("an answer nobody waits for: %s" % message)
            self.keep(message)
        return self.published[uri]

    def finish(self):
        """shutdown, exit; the exit status. Whatever the sanitizers say is a failure."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.ended()

    def ended(self):
        try:
            status = self.process.wait(WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure("the server does not end")
        self._stderr.join(WAIT)
        errors = "".join(self.errors)
        if status < 0 or status == 99 or "Sanitizer" in errors or "runtime error" in errors:
            raise Failure("ended with %d\n%s" % (status, errors))
        return status
