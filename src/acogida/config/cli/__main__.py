"""`python -m acogida.config.cli`."""

import sys

from acogida.config.cli.main import main

sys.exit(main())
