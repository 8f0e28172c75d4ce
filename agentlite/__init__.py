"""agentlite: an agent framework whose brain is a small language model."""
