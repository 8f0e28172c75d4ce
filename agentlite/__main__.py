"""`python -m agentlite` is the command `agentlite`."""

from agentlite.cli import main

if __name__ == "__main__":
    main()
