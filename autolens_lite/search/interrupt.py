"""Ctrl-C, and a scheduler's request to end, handled at the next moment at which the run can be saved."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

logger = logging.getLogger(__name__)


class Interrupt:
    """While it is entered, the first SIGINT or SIGTERM only sets `requested`; a second one acts as it always does.

    Signals reach the main thread alone, so in another thread nothing is changed.
    """

    def __init__(self) -> None:
        self.requested: signal.Signals | None = None
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._previous[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, previous in self._previous.items():
            # A handler that was not installed from Python reads as None and cannot be put back.
            signal.signal(number, signal.SIG_DFL if previous is None else previous)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.requested is not None:
            self.__exit__(None, None, None)
            raise KeyboardInterrupt
        self.requested = signal.Signals(number)
        logger.warning("Stopping after this iteration and saving the run; press Ctrl-C again to stop without saving.")

    def stop(self) -> None:
        """End the run as the signal asks: KeyboardInterrupt for Ctrl-C, SystemExit for a request to terminate."""
        if self.requested == signal.SIGTERM:
            raise SystemExit(128 + int(signal.SIGTERM))
        raise KeyboardInterrupt
