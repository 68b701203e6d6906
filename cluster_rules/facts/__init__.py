"""Fact sheets in: files to claims, claims to bound facts."""
