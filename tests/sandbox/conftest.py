import sys

import pytest

from agentlite.sandbox.policy import BACKENDS
from agentlite.sandbox.selftest import witness

if not sys.platform.startswith("linux"):
    collect_ignore_glob = ["*"]


async def holds(backend):
    from agentlite.sandbox import SandboxUnavailable

    try:
        await witness(backend)
    except SandboxUnavailable as error:
        return str(error)
    return ""


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request):
    """Each backend that holds on this machine."""
    import asyncio

    if why := asyncio.run(holds(request.param)):
        pytest.skip(why)
    return request.param
