"""The hot loops: plain loops over flat arrays, compiled, in the order a reader would expect."""
