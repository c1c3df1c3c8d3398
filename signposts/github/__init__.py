"""What the GitHub workflows do, as plain functions: payloads in, comments, pull requests and issues out.

``payload`` and ``forms`` read what strangers wrote; ``entry``, ``preview`` and ``upkeep`` decide what is said and done,
without touching the network; ``api`` is the only one that talks to GitHub; ``command`` joins them.
"""
