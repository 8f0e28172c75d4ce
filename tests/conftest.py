"""What all tests share: no example of a property has a deadline, for machines are busy at times; and Ctrl-C works in
the processes they start, also where a shell runs the tests in the background, which ignores it."""

import signal

from hypothesis import settings

settings.register_profile("agentlite", deadline=None)
settings.load_profile("agentlite")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
