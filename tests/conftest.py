"""What holds for all tests on every machine: a busy one, and one that runs them in the background."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

# A test asks what is true, and not how fast the machine was that minute: no example is late, and no
# strategy slow. A test that has settings of its own keeps them.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A shell has what it starts in the background ignore Ctrl-C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
