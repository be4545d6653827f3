"""From the agencies to records: sources, tables, prose, pages, the archive of captures."""

import os
from pathlib import Path

# Arrow's own allocator takes huge pages and keeps them: twice the memory of a decoded file. It
# is chosen when Arrow is loaded; what the user set himself stands.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

#: The captures that ship with the code, a folder per source.
BUNDLED_ROOT = Path(__file__).with_name("bundled")
