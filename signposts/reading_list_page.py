"""The page of the reading list: an empty frame, which a script fills from what the reader's own device keeps."""


def reading_list_html(root: str) -> str:
    """The frame. root: the site's root as seen from the page, such as ``../``."""
    return (
        '<div class="reading-list">\n'
        "<noscript><p>Marking needs JavaScript, which is off here. Every signpost stands in the "
        f'<a href="{root}catalogue/">catalogue</a> too.</p></noscript>\n'
        '<fieldset class="reading-tools" aria-label="The list as a file" disabled>\n'
        '<button type="button" data-act="export" data-needs-marks>Export as a file</button>\n'
        '<label>Import a file <input type="file" accept=".json,application/json"></label>\n'
        '<button type="button" data-act="clear" data-needs-marks>Remove all marks</button>\n'
        "</fieldset>\n"
        '<p role="status"></p>\n'
        '<p class="reading-empty" hidden>Nothing is marked yet. Open any topic and press <em>To read</em> or '
        f'<em>Done</em> on a signpost, or follow one of the <a href="{root}paths/">reading paths</a>.</p>\n'
        '<section data-list="todo" hidden><h2>To read</h2><ul></ul></section>\n'
        '<section data-list="done" hidden><h2>Done</h2><ul></ul></section>\n'
        "</div>"
    )
