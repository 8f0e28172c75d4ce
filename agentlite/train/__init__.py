"""From tool packs to a model in one file: scenes → tokenizer → weights → GGUF. Needs `agentlite[train]`."""
