"""The parts of a sweep: the order of its points, who answers them, what is kept of the answers."""
