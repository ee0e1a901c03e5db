"""Cells that do what notebooks rarely do, each of which shows something the same every time."""

NASTY = [
    """import os
import sys
import time

print("out 1")
print("err 1", file=sys.stderr)
os.system("echo from a command; echo and its errors >&2")
os.write(1, b"raw\\n")
time.sleep(0.5)  # a started kernel hears of it in a thread
"a result\"""",
    """from IPython.display import HTML, clear_output, display, update_display

h = display("first", display_id="one")
display(HTML("<b>x</b>"))
print("between")
display({"a": 1})""",
    'update_display("changed later", display_id="one")\nNone',
    'print("gone")\nclear_output()\nprint("stays")\nclear_output(wait=True)\nprint("only this")',
    """import pandas as pd
frame = pd.DataFrame({"a": [1.5, None], "b": ["x", "é"]})
display(frame)""",
    'pd.DataFrame({f"a long name {n}": ["a long value"] * 3 for n in range(30)})',
    "%precision 3\n3.14159265",
    "!echo hello; echo there",
    "%%bash\necho from bash\necho err >&2",
    '%%capture held\nprint("captured")\ndisplay("captured too")',
    "print(held.stdout)\nheld.show()",
    "import asyncio\n\nasync def f():\n    await asyncio.sleep(0.01)\n    return 5\n\nawait f()",
    "async with asyncio.Lock():\n    print('locked')\ntask = asyncio.create_task(f())",
    "await task",
    "import warnings\nwarnings.warn('mind this')\nwarnings.warn('old', DeprecationWarning)",
    "1;",
    "_, __, sorted(Out), In[1][:6]",
    """class Odd:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "bundle", "application/x-y+json": {"z": [1, None]}}

Odd()""",
    "import logging\nlogging.warning('a warning')\nlogging.getLogger('x').error('an error')",
    """import threading

def say():
    print("from a thread")
    display("shown by a thread")

t = threading.Thread(target=say)
t.start()
t.join()""",
    """import subprocess
subprocess.run(["sh", "-c", "echo sub; echo suberr >&2"])
time.sleep(0.5)""",
    "print('a\\rb\\bc', end='')\nprint(chr(233), chr(0x1F600))\nprint('x' * 100_000)",
    "for i in range(3):\n    print(i, flush=True)",
    """(get_ipython().__class__.__name__, __name__, sys.stdout.isatty(), sys.stdout.encoding,
 os.getcwd() == os.environ["RESEARCH_PROJECT"], sys.path)""",
    "%who",
    "%history -n",
    "sys.stdout.write('written')",
    "pid = os.fork()\nif pid == 0:\n    os._exit(0)\nos.waitpid(pid, 0)[1]",
    """names = ("TERM", "CLICOLOR", "FORCE_COLOR", "PAGER", "MPLBACKEND", "PYTHONHASHSEED")
{name: os.environ.get(name) for name in names}""",
    """import signal
[signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]""",
    "sys.argv[0]",
    "%lsmagic",
    "type(sys.stdout).__name__, hasattr(sys.stdout, 'buffer')",
    """class Bad:
    def __repr__(self):
        raise ValueError("no repr")

print("before")
Bad()""",
]

STOPPING = {
    "input": "print(1)\ninput('name? ')",
    "getpass": "import getpass\ngetpass.getpass()",
    "syntax": "print(1)\nif x",
    "indent": "  x = 1\n y = 2",
    "chained": """def f():
    return 1 / 0

try:
    f()
except ZeroDivisionError as error:
    raise ValueError("outer") from error""",
    "frames": "import pandas as pd\npd.DataFrame({'a': [1]})['b']",
    "interrupt": "raise KeyboardInterrupt",
    "note": "e = ValueError('x')\ne.add_note('n')\nraise e",
    "group": "raise ExceptionGroup('many', [ValueError(1), KeyError(2)])",
    "ours": "from research.warehouse import store\nstore.read('nothing')",
    "magic": "%nosuch",
    "coroutine": "import asyncio\nawait asyncio.sleep(0)\nraise ValueError('in a coroutine')",
    "invalid": """class Odd:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "x", "application/x-y": {"z": 1}}

Odd()""",
    "exit": "exit()",
    "sys_exit": "import sys\nsys.exit(0)",
}
