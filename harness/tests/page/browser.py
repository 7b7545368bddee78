"""Headless Chromium, driven through the two pipes of its debugging protocol: no port, no driver, no network.

Everything waits for so long and no longer, and the browser and its profile are gone whatever happens.
"""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

WAIT = 60  # seconds, for anything
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --no-default-browser-check "
    "--disable-background-networking --disable-component-update --disable-sync --disable-quic --disable-extensions "
    "--disable-default-apps --metrics-recording-only --no-pings --hide-scrollbars --remote-debugging-pipe "
    "--host-resolver-rules=MAP_*_~NOTFOUND"
).split()


class Failure(Exception):
    """The browser did not do what was asked of it."""


def find_program():
    """A program that can at least tell its version: what Ubuntu calls chromium-browser may only say what to install."""
    for program in PROGRAMS:
        path = shutil.which(program)
        if path and subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=WAIT).returncode == 0:
            return path
    return None


class Browser:
    """One browser with one page; `log` holds what went wrong in it, `requests` what it asked for."""

    def __init__(self, program):
        self.program = program
        self.profile = tempfile.mkdtemp(prefix="offercheck-page-")
        self.process = None
        self.buffer = b""
        self.number = 0
        self.session = None
        self.events = []
        self.log = []
        self.requests = []

    def __enter__(self):
        try:
            self.start()
        except BaseException as fault:
            self.stop()
            if isinstance(fault, (Failure, OSError)):
                raise Failure(f"{self.program} does not start: {fault}; does it find a font?") from fault
            raise
        return self

    def __exit__(self, *reason):
        self.stop()

    def start(self):
        commands, self.write_end = os.pipe()
        self.read_end, answers = os.pipe()
        ends = (commands, answers)

        def place():
            """The browser reads from 3 and writes to 4."""
            high = [os.dup(end) for end in ends]
            while min(high) < 5:
                high = [os.dup(end) for end in high]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        flags = [flag.replace("_", " ") for flag in FLAGS]
        self.process = subprocess.Popen(
            [self.program, *flags, f"--user-data-dir={self.profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=place,
            close_fds=False,
            start_new_session=True,
            env={**os.environ, "HOME": self.profile, "XDG_CONFIG_HOME": self.profile, "XDG_CACHE_HOME": self.profile},
        )
        os.close(commands)
        os.close(answers)
        target = self.call("Target.createTarget", url="about:blank", whole=True)["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True, whole=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def stop(self):
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            os.close(self.write_end)
            os.close(self.read_end)
        shutil.rmtree(self.profile, ignore_errors=True)

    def take(self, end):
        """The next message, or a failure once `end` has come."""
        while b"\0" not in self.buffer:
            ready = select.select([self.read_end], [], [], max(0, end - time.monotonic()))[0]
            data = os.read(self.read_end, 1 << 20) if ready else b""
            if not data:
                raise Failure("the browser ended" if ready else f"the browser says nothing for {WAIT} seconds")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, message):
        """Keeps what a test wants to know of an event."""
        method, parameters = message.get("method"), message.get("params", {})
        self.events.append(method)
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.log.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled":
            self.log.append(f"console.{parameters['type']}: {parameters['args']}")
        elif method == "Log.entryAdded":
            self.log.append(f"{parameters['entry']['source']}: {parameters['entry']['text']}")
        elif method == "Page.javascriptDialogOpening":
            self.log.append(f"a dialog: {parameters['message']}")
            self.send("Page.handleJavaScriptDialog", {"accept": False})
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def send(self, method, parameters, whole=False):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session and not whole:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        return self.number

    def call(self, method, whole=False, **parameters):
        number, end = self.send(method, parameters, whole), time.monotonic() + WAIT
        while True:
            message = self.take(end)
            if message.get("id") == number:
                if "error" in message:
                    raise Failure(f"{method}: {message['error']}")
                return message["result"]
            self.note(message)

    def wait_for(self, event):
        end = time.monotonic() + WAIT
        while event not in self.events:
            self.note(self.take(end))

    @staticmethod
    def address(path):
        """Of a file, whose path may have blanks."""
        return "file://" + urllib.request.pathname2url(os.path.abspath(path))

    def open(self, path, fragment=""):
        """Loads a file from nothing, so that its fragment counts."""
        for url in ("about:blank", self.address(path) + fragment):
            self.events = []
            self.requests = []
            self.call("Page.navigate", url=url)
            self.wait_for("Page.loadEventFired")

    def evaluate(self, script):
        """What the expression is worth. In a world of its own: the page's rules for scripts do not bind it."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failure(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def resize(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, kind="", dark=False, calm=False):
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"},
        ]
        self.call("Emulation.setEmulatedMedia", media=kind, features=features)

    def press(self, key, code="", shift=False):
        """One key, as a keyboard sends it."""
        parameters = {"key": key, "code": code or key, "modifiers": 8 if shift else 0}
        if len(key) == 1:
            parameters["text"] = key
        elif key == "Enter":
            parameters["text"] = "\r"
        numbers = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38}
        if key in numbers:
            parameters["windowsVirtualKeyCode"] = numbers[key]
        self.call("Input.dispatchKeyEvent", type="keyDown", **parameters)
        self.call("Input.dispatchKeyEvent", type="keyUp", **parameters)
        self.evaluate("new Promise(done => requestAnimationFrame(() => done(0)))")

    def type(self, text):
        self.call("Input.insertText", text=text)

    def screenshot(self, path, full=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        data = self.call("Page.printToPDF", printBackground=False)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
