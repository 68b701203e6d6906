"""The wording of every diagnostic, by code, in Chinese and English."""
