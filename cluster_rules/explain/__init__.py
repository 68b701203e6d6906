"""A decision turned into words: text, Markdown, JSON, HTML."""
