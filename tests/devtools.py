"""A browser to ask questions of: Chromium without a window, over its DevTools pipe.

No port is opened and nothing is fetched but the files given. `Browser.find()` is the program, or None.
"""
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class Browser:
    @staticmethod
    def find():
        return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="caveat-browser-")
        to_read, self.to = os.pipe()
        self.back, back_write = os.pipe()

        def descriptors():  # the browser reads 3 and writes 4
            high = os.dup(to_read), os.dup(back_write)
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                 "--disable-dev-shm-usage", "--disable-background-networking", "--remote-debugging-pipe",
                 "--user-data-dir=" + self.profile, "about:blank"]
        self.process = subprocess.Popen([self.find(), *flags], stdin=subprocess.DEVNULL, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=descriptors)
        os.close(to_read)
        os.close(back_write)
        self.number, self.rest, self.session = 0, b"", None
        page = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.call("Page.enable")
        return self

    def __exit__(self, *what):
        try:
            self.session = None
            self.call("Browser.close")
        except OSError:
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.back, 1 << 16)
            if not more:
                raise OSError("the browser went away")
            self.rest += more
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise ValueError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]

    def open(self, path, width, scheme="light", scripts=True, fragment=""):
        """Loads a file at a width in CSS pixels; `scheme` is what the reader prefers."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media="screen",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=Path(path).resolve().as_uri() + fragment)
        while True:
            if self.message().get("method") == "Page.loadEventFired":
                if self.ask("document.URL").startswith("file:"):
                    return

    def ask(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ValueError(json.dumps(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")
