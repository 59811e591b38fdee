"""Questions about probable mistakes, by what they ask about; each is a function of ``Facts``."""
