"""Import: what others have published or filled in, as tidy tables or as a scenario.

``models.importing.common`` holds what all readers share, ``models.importing.sources`` the readers by name.
A reader is pure: the bytes of files and maps in, rows and located problems out.
"""
