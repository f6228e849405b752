"""Simulates critical-mineral and battery supply chains, and what policy does to them."""

__version__ = "0.1.0"
