"""Deep Learning Signposts: the library behind the site.

Plain functions and small records, without MkDocs: ``hooks/`` adapts them to the site generator,
``signposts.cli`` to the command line.
"""
