"""What all tests share: no example of a property has a deadline, for machines are busy at times."""

from hypothesis import settings

settings.register_profile("agentlite", deadline=None)
settings.load_profile("agentlite")
