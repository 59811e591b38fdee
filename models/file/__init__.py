"""The steps from a file to a Scenario; ``models.reading`` combines them."""
