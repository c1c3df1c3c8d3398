"""``python -m signposts`` is the command line."""

import sys

from signposts.cli import main

sys.exit(main())
