"""A house: its devices, how their states change, and the tools that act on them."""
