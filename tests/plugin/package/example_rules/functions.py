"""A function for rulesets: the last digit of a number that is written as a text."""

from cluster_rules.plugins import NUMBER, TEXT, Function

#: It raises where the last character is no digit: then the criterion has an error, and the others their findings.
LAST_DIGIT = Function("尾号", (TEXT,), NUMBER, lambda text: int(text[-1]), "编号的最后一位数字")
