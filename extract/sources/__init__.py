"""One module per source: its declaration and its parser."""
