"""Many municipalities under one national grant frame, solved as one program or by decomposition."""
