"""Many municipalities under one grant frame, as one program or by decomposition."""
