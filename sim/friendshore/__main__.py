"""``python -m friendshore``: the command line."""

import sys

from friendshore.cli import main

sys.exit(main())
