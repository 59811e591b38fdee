"""Questions that take more than one solve, each answered by solving again, never by stretching a marginal."""
