"""What parsers of source pages speak: lines, claims, grants, counties."""
