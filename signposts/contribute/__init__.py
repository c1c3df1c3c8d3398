"""Changing the pages for people: canonical entries, new entries from an address, entries taken down.

``blocks`` finds the entries in the text of a page, ``form`` writes them, ``facts`` reads what a page of the web says of
itself, ``proposal`` makes an entry of that, ``change`` puts changes into files, all or none.
"""
