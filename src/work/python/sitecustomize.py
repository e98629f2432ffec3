"""Notes the project's files that a Python program reads.

Python loads this module at its start because its folder is the first on PYTHONPATH. `project` beside it holds the project's folder, one spelling a line;
the paths go to `reads.<process>` beside it, one a line. What the program wrote itself before it read it does not count.
"""

import importlib.machinery
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def note_reads():
    with open(os.path.join(HERE, "project"), encoding="utf-8") as file:
        roots = tuple(line + os.sep for line in file.read().splitlines())
    out = os.open(os.path.join(HERE, f"reads.{os.getpid()}"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    seen = set()

    def on_event(event, args):
        if event != "open":
            return
        try:
            path, mode, flags = args
            if path is None or isinstance(path, int):
                return
            path = os.path.abspath(os.fsdecode(path))
            if path in seen or not path.startswith(roots):
                return
            reads = "r" in mode if mode is not None else flags & os.O_WRONLY == 0 and flags & (os.O_TRUNC | os.O_EXCL) == 0
            if reads and not os.path.isfile(path):
                return
            seen.add(path)
            if reads:
                os.write(out, os.fsencode(path) + b"\n")
        except Exception:  # The program must not notice that it is watched.
            pass

    sys.addaudithook(on_event)


def load_next():
    """The sitecustomize that would have been loaded without this one, if there is any."""
    others = [path for path in sys.path if os.path.abspath(path) != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(sys.modules[__name__])


note_reads()
load_next()
