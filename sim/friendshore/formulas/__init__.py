"""Published relations as pure functions: numbers in, numbers out, no data and no state."""
