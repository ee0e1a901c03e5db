"""Open JupyterLab without the console command: ``python -m research.lab``."""

import argparse

from research.lab.launch import launch

if __name__ == "__main__":
    _parser = argparse.ArgumentParser(prog="python -m research.lab", description=__doc__)
    _parser.add_argument("--port", type=int)
    _parser.add_argument("--no-browser", action="store_true")
    _options = _parser.parse_args()
    raise SystemExit(launch(_options.port, not _options.no_browser))
