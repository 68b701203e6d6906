"""From YAML to the typed representation, pass by pass."""
