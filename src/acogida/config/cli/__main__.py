"""`python -m acogida.config.cli`."""

import sys

from acogida.config.cli.program import main

sys.exit(main())
