"""The driver: the only part that calls the stages in order, and that survives a failed job.

survey -> decide -> check -> compose -> [a worker: render (and repair) -> check] -> publish -> tell
"""

from handoutpress.build.driver import Bench, Builder, build
from handoutpress.build.one_pass import Listener, Wish

__all__ = ["Bench", "Builder", "Listener", "Wish", "build"]
