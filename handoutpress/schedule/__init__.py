"""The nightly build: what runs it, printed or put in place, on systemd, cron and launchd.

Builds nothing itself.
"""

from handoutpress.schedule.command import add_schedule_arguments, find_program, run_schedule

__all__ = ["add_schedule_arguments", "find_program", "run_schedule"]
