"""All tables, in the one place that those use who make, migrate and compare them.

Each module of tables puts its own into the metadata when it is imported.
"""

from utelys.store import schema, schema_notices, schema_together

_MODULES = (schema, schema_notices, schema_together)

ALL = _MODULES[0].metadata
"""The metadata that holds every table."""
