"""Prompt files, one per purpose and language; see `agentlite.prompting`."""
