"""`python -m mailwatch.config > config.example.yaml`, `python -m mailwatch.config schema > mailwatch.schema.json`."""

import sys

from mailwatch.config import example, json_schema

sys.stdout.write(json_schema() if sys.argv[1:] == ["schema"] else example())
