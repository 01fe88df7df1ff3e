"""`python -m autolens_lite.xp.contract` writes `xp/backend.py`, the names and types of a backend."""

from autolens_lite.xp.contract import protocol

if __name__ == "__main__":
    protocol.PATH.write_text(protocol.source(), encoding="utf-8")
