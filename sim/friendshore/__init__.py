"""friendshore: a simulator of critical-minerals and battery supply chains."""

__version__ = "0.1.0"
