"""The model once more, from docs/method/model.md and docs/method/interpretation.md alone, for tests."""
