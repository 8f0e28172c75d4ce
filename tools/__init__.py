"""Tool packs: each folder is one pack."""
