"""Formulas made to hang, to crash or to swell, and what each comes to within `LIMITS`.

The outcome is `! CODE` where the formula is refused, else the codes of its diagnostics.
"""

from cluster_rules.model.limits import Limits

#: A fraction of the usual steps: what goes on beyond any number of them goes on beyond these too.
LIMITS = Limits(steps=20_000)

HOSTILE = {
    "squares that overflow": ("{a: 9**3500, b: for i in 1..1000 return a*a/a}.b", "CR354,CR364"),
    "products of large numbers": ("for i in 1..100000 return 9**3500*9**400", "! CR371"),
    "many roots": ("for i in 1..2000 return 1.0000001**0.5", "! CR371"),
    "square roots of large numbers": ("for i in 1..1000 return 9**3500 ** 0.5", "! CR371"),
    "roots of large numbers": ("for i in 1..1000 return (9**3500) ** (1/3)", "! CR371"),
    "a large exponent": ("1.0000000000001 ** 1e20", "CR364"),
    "a root a thousand times": ("1.5 ** 1e3", ""),
    "a root of a tiny number": ("(1/9**3500) ** 0.3333", ""),
    "a tiny exponent": ("2 ** (1/9**3500)", ""),
    "a large exponent that is not whole": ("2 ** (9**3500/7)", "CR364"),
    "a root of nearly one": ("(1+1e-100) ** 0.5", ""),
    "minus one to a large exponent": ("(-1) ** (9**3500)", ""),
    "two to a large exponent": ("2 ** (9**3500)", "CR364"),
    "zero to a large exponent": ("0 ** (9**3500)", ""),
    "sqrt huge": ("for i in 1..5000 return sqrt(9**3501)", "! CR371"),
    "log huge": ("for i in 1..5000 return log(9**3500)", "! CR371"),
    "log near 1": ("for i in 1..5000 return log(1+1e-30)", "! CR371"),
    "exp": ("for i in 1..5000 return exp(13999.9)", "! CR371"),
    "exp neg": ("for i in 1..5000 return exp(-13999.9)", "! CR371"),
    "exp tiny": ("exp(1e-100)", ""),
    "stddev many": ("stddev(for i in 1..100000 return 1/i)", "! CR371"),
    "mean frac": ("mean(for i in 1..100000 return 1/i)", "! CR371"),
    "sum frac": ("sum(for i in 1..2000 return 1/i)", ""),
    "product": ("product(for i in 1..100000 return i)", "! CR371"),
    "median": ("median(for i in 1..100000 return -i)", "! CR371"),
    "sort frac": ("sort(for i in 1..50000 return 1/(9**2000+i))", "! CR371"),
    "mode": ("mode(for i in 1..90000 return 1/i)", "! CR371"),
    "a text doubled": ('for i in 1..50 return if i = 1 then "ab" else partial[-1] + partial[-1]', "! CR373"),
    "replace growth": (
        '{a: string join(for i in 1..10000 return "aaaaaaaaaa",""), b: replace(a,"a","%s")}.b' % ("b" * 3000),
        "! CR371",
    ),
    "replace growth2": (
        '{a: string join(for i in 1..10000 return "aaaaaaaaaa",""), b: replace(a,"(a+)","$1$1$1$1$1$1$1$1$1$1$1$1$1$1")}.b',
        "! CR371",
    ),
    "replace empty": (
        '{a: string join(for i in 1..10000 return "aaaaaaaaaa",""), b: replace(a,"b*","x")}.b',
        "! CR371",
    ),
    "split big": ('{a: string join(for i in 1..10000 return "a,aaaaaaa,",""), b: split(a,",")}.b', "! CR371"),
    "split quad": ('{a: string join(for i in 1..5000 return "aaaaaaaaaa",""), b: split(a,"a.*b|a")}.b', "! CR371"),
    "match quad": (
        '{a: string join(for i in 1..5000 return "aaaaaaaaaa",""), b: replace(a,"a.*b|a", "c")}.b',
        "! CR371",
    ),
    "matches long": (
        '{a: string join(for i in 1..9000 return "aaaaaaaaaa",""), b: matches(a,"^(a|a)*(a|a)*(a|a)*b$")}.b',
        "! CR371",
    ),
    "matches many": ('for i in 1..50000 return matches("aaaaaaaaaa", "(a+)+b")', "! CR371"),
    "matches compile": ('for i in 1..2000 return matches("a", "(a{9}){9}" + string(i))', "! CR371"),
    "matches compile2": ('for i in 1..2000 return matches("a", "[a-z]{4000}" + string(i))', "! CR371"),
    "class cost": (f'matches("{"z" * 1000}","[{"abcdefgh" * 60}]*$")', ""),
    "groups": (f'matches("{"a" * 1000}","{"(a*)" * 100}")', "! CR371"),
    "contains": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), b: for i in 1..1000 return contains(a, a+"b")}.b',
        "! CR371",
    ),
    "contains2": (
        '{a: string join(for i in 1..50000 return "aaaaaaaaaa",""), c: substring(a,1,200000)+"b", b: for i in 1..100 return contains(a, c)}.b',
        "! CR371",
    ),
    "upper": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), b: for i in 1..1000 return count([upper case(a)])}.b',
        "! CR371",
    ),
    "substr": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), b: for i in 1..1000 return substring(a, 2)}.b',
        "! CR371",
    ),
    "substr before": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), b: for i in 1..1000 return substring before(a, "b")}.b',
        "! CR371",
    ),
    "string eq": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), c: a + "b", d: a + "b", b: for i in 1..10000 return c = d}.b',
        "! CR371",
    ),
    "string lt": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), c: a + "b", d: a + "b", b: for i in 1..10000 return c < d}.b',
        "! CR371",
    ),
    "in list str": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), c: [a + "b", a+"c"], d: a + "d", b: for i in 1..10000 return d in c}.b',
        "! CR371",
    ),
    "distinct str": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), c: for i in 1..90000 return a, d: distinct values(c)}.d',
        "! CR371",
    ),
    "distinct lists": ("distinct values(for i in 1..20000 return [i])", "! CR371"),
    "distinct dates": ('distinct values(for i in @"2000-01-01"..@"2100-01-01" return i)', "! CR371"),
    "ranges 1e9": ("for i in 1..1000000000 return i", "! CR372"),
    "ranges big": ("count(1..9**3500)", "! CR303"),
    "some 1e9": ("some i in 1..1000000000 satisfies i > 1e8", "! CR372"),
    "nested some": ("some i in 1..1000, j in 1..1000, k in 1..1000 satisfies false", "! CR371"),
    "nested for": ("for i in 1..1000 return for j in 1..1000 return for k in 1..1000 return 1", "! CR371"),
    "date range": ('for i in @"0001-01-01"..@"999999999-01-01" return i', "! CR372"),
    "sort callback": ("sort(for i in 1..100000 return i, function(a,b) a > b)", "! CR371"),
    "sort weird": ("sort(for i in 1..10000 return modulo(i*7919, 10007), function(a,b) true)", "! CR371"),
    "sort rec": (
        "(function(f) sort([1,2,3], function(a,b) f(f)))(function(f) sort([1,2,3], function(a,b) f(f)))",
        "! CR374",
    ),
    "omega": ("(function(f) f(f))(function(f) f(f))", "! CR374"),
    "omega list": ("(function(f) f(f))(function(f) [f(f), f(f)])", "! CR374"),
    "contexts in contexts": ("{a:" * 60 + "1" + "}" * 60, ""),
    "functions in functions": ("(function(a) " * 60 + "1" + ")" * 60, ""),
    "date ovf": ('@"999999999-12-31" + @"P1D"', "CR355"),
    "date ovf2": ('@"2000-01-01" + @"P9999999999Y"', "CR355"),
    "date ovf3": ("date(9**3500, 1, 1)", "CR355"),
    "date mult": ('@"P99999999999999999999Y" * 9**3500', ""),
    "date mult2": ('(@"P99999999999999999999Y" * 9**3500) * 9**300 + @"P1Y"', ""),
    "dur add loop": (
        'for i in 1..100 return if i = 1 then @"P99999999999999999999Y" * 9**3500 else partial[-1] + partial[-1]',
        "",
    ),
    "dur div": ('@"P1D" / 9**3500', ""),
    "dur string": ('string(@"P1D" * 9**3500)', ""),
    "dt plus": ('@"2000-01-01T00:00:00@Europe/Paris" + @"P1D" * 9**3500', "CR355"),
    "time plus": ('@"10:00:00" + @"P1D" * (9**3500/7)', ""),
    "round": ("for i in 1..1000 return decimal(1/3, 6176)", "! CR371"),
    "round neg": ("for i in 1..1000 return decimal(9**3500, -6111)", "! CR371"),
    "round2": ("round up(9**3500/7, 6000)", "CR364"),
    "floor scale": ("for i in 1..3000 return floor(1/3, 6000)", "! CR371"),
    "modulo": ("for i in 1..3000 return modulo(9**3500, 7/9**3500)", "! CR371"),
    "number str": ('number("%s")' % ("9" * 4000), "CR355"),
    "string num": ("for i in 1..3000 return string(9**3500)", "! CR371"),
    "string num2": ("for i in 1..3000 return string(1/9**3500)", "! CR371"),
    "concat": ("for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])", "! CR371"),
    "flatten": ("flatten(for i in 1..300 return for j in 1..300 return [i,j])", "! CR371"),
    "list growth": ("for i in 1..100000 return append(if i=1 then [] else partial[-1], i)", "! CR371"),
    "partial quad": ("for i in 1..100000 return count(partial)", "! CR371"),
    "ctx put": ("for i in 1..3000 return context put(if i = 1 then {} else partial[-1], string(i), i)", "! CR371"),
    "index of": ("{a: for i in 1..50000 return i, b: for i in 1..50000 return index of(a, i)}.b", "! CR371"),
    "list contains": ("{a: for i in 1..50000 return i, b: for i in 1..50000 return list contains(a, -i)}.b", "! CR371"),
    "filter nest": ("{a: for i in 1..5000 return i, b: a[a[item > 5]]}.b", "! CR371"),
    "filter item path": ("{a: for i in 1..50000 return {x: i}, b: for i in 1..50000 return a.x}.b", "! CR371"),
    "nearest names": ("for i in 1..1000 return zzzzzz%s" % ("z" * 50), "! CR371"),
    "unknown fn": ("for i in 1..5000 return foo%s(1)" % ("z" * 50), "! CR371"),
    "range fn": ('for i in 1..100000 return range("[1..2]")', "! CR371"),
    "range fn long": ('for i in 1..1000 return range("[%s1..2]")' % ("-" * 50), "! CR371"),
    "range str big": ('{a: string join(for i in 1..90000 return "[[[[[[[[[[",""), b: range(a)}.b', "! CR371"),
    "date str": ('{a: string join(for i in 1..90000 return "2222222222",""), b: date(a)}.b', "! CR371"),
    "dur str": ('{a: string join(for i in 1..90000 return "2222222222",""), b: duration("P"+a+"Y")}.b', "! CR371"),
    "number str2": ('{a: string join(for i in 1..90000 return "2222222222",""), b: number(a)}.b', "! CR371"),
    "number str3": (
        '{a: string join(for i in 1..90000 return "0000000000",""), b: for i in 1..100 return number(a)}.b',
        "! CR371",
    ),
    "time str": ('{a: string join(for i in 1..90000 return "2222222222",""), b: time(a+"@Europe/Paris")}.b', "! CR371"),
    "zones": ('for i in 1..5000 return time("10:00:00@A"+string(i))', "! CR371"),
    "zone traversal": ('time("10:00:00@../../etc/passwd")', "CR355"),
    "string esc": (
        '{a: string join(for i in 1..50000 return "\\"\\"\\"\\"\\"\\"\\"\\"\\"\\"",""), b: string([a]), c: string([b]), d: string([c])}.d',
        "! CR371",
    ),
    "get entries": ("{a: for i in 1..1000 return get entries({x: 1}), b: a}.b", ""),
    "ctx merge": ("{a: for i in 1..50000 return {x: i}, b: for i in 1..50000 return context merge(a)}.b", "! CR371"),
    "instance": (
        "{a: for i in 1..50000 return i, b: for i in 1..50000 return a instance of list<number>}.b",
        "! CR371",
    ),
    "range eq": ("for i in 1..100 return if i = 1 then [1..2] else [partial[-1]..partial[-1]]", "CR354"),
    "sum fit": ("{a: for i in 1..90000 return i, b: for i in 1..50000 return mode(a)}.b", "! CR371"),
    "string join": ('{a: for i in 1..90000 return "a", b: for i in 1..50000 return string join(a)}.b', "! CR371"),
    "all": ("{a: for i in 1..90000 return true, b: for i in 1..50000 return all(a)}.b", "! CR371"),
    "min": ('{a: for i in 1..90000 return "a", b: for i in 1..50000 return min(a)}.b', "! CR371"),
    "union": ('{a: for i in 1..90000 return "a", b: for i in 1..50000 return union(a,a)}.b', "! CR371"),
    "before": ("{a: 9**3500/7, b: for i in 1..50000 return a < a + 1}.b", "! CR371"),
    "large fractions compared": (
        "{a: 9**3500/7**4000, c: 9**3500/11**3000, b: for i in 1..50000 return a < c}.b",
        "! CR371",
    ),
    "eq str in list": (
        '{a: string join(for i in 1..90000 return "aaaaaaaaaa",""), c: for i in 1..90000 return a + "b", b: c = c}.b',
        "! CR371",
    ),
    "eq lists": ("{a: for i in 1..300 return for j in 1..300 return j, b: for i in 1..300 return a = a}.b", "! CR371"),
    "texts to normalise": (f'"{"é" * 1000}" = "{"é" * 1000}"', ""),
    "a name with many accents": ("a" + "\u0301" * 4000, "! CR306"),
    "a name to be composed": ("x\u0323\u0307" * 1300, "! CR306"),
}


def _itself(before: str, after: str = "", times: int = 1) -> str:
    """A function that calls itself, each time so many levels deeper."""
    return f"(function(f) f(f))(function(f) {before * times}f(f){after * times})"


#: Functions that call themselves: what surrounds each call.
RECURSIVE = [
    _itself(before, after, times)
    for times in (1, 10, 20, 40, 58)
    for before, after in (
        ("-(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("if true then ", " else 1"),
        ("for i in [1] return ", ""),
        ("some i in ", " satisfies true"),
        ("[1][", "]"),
        ("1 in (", ")"),
    )
] + [
    _itself("sort([1, 2], function(a, b) ", ")"),
    _itself("list replace([1, 2], function(a, b) ", ", 1)"),
    _itself("(function(a: number) a)(", ")", 9),
]
