"""Every address of the built site: asked, judged, remembered, reported.

``crawl`` finds the addresses, ``looks`` asks the web through ``fetch``, ``verdict`` judges what came back, ``memory``
keeps the state from run to run, ``report`` prints it and ``health`` shows it to readers.
"""
