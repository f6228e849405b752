"""The only place where time passes and state changes."""
