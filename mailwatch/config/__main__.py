"""`python -m mailwatch.config > config.example.yaml`."""

import sys

from mailwatch.config import example

sys.stdout.write(example())
