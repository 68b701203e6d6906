"""Rules as code for recognition measures (认定办法): rulesets in YAML, explained pre-assessments out."""
