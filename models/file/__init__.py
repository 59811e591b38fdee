"""From a file to a Scenario, step by step; ``models.reading`` puts the steps together."""
