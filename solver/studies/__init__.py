"""Questions that take more than one solve; each is answered by solving again, never by extrapolating a marginal."""
