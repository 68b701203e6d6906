"""Case files, synthetic applications and strategies for tests of rulesets."""
