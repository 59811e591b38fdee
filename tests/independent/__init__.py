"""Two more formulations of the model, written for tests from docs/model.md and docs/method/interpretation.md."""
