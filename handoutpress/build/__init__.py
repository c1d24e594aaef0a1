"""The driver: the only part that calls the stages in order, and that survives a failed job.

survey -> decide -> check -> compose -> [a worker: render (and repair) -> check] -> publish -> tell
"""

from handoutpress.build.driver import Builder, build
from handoutpress.build.loading import Loaded, load_library
from handoutpress.build.survey import shipped_theme_folder

__all__ = ["Builder", "Loaded", "build", "load_library", "shipped_theme_folder"]
