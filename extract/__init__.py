"""From the agencies to records: sources, tables, prose, pages, the archive of captures."""

import os

# Arrow's own allocator takes huge pages and keeps them: twice the memory of a decoded file. It
# is chosen when Arrow is loaded; what the user set himself stands.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
