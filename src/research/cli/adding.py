"""What a module of verbs says of each: its help, and what adds its arguments."""

import argparse
from collections.abc import Callable

Add = Callable[[argparse.ArgumentParser], object]
