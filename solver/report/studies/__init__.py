"""How each study is told: one file a study, read by page, terminal, notebook and command."""
