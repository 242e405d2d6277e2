"""Published series with published results, each with where it stands."""

from sigor.analysis.trends.spc import Point

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches.
FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

# Montgomery, Introduction to Statistical Quality Control: cans of orange juice that leak, 30 samples of 50.
ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip

# Mohammed et al., BMJ Quality and Safety 22 (2013): emergency attendances in England, seen within four hours and all.
SEEN = [
    266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320, 267923, 271478, 255353, 256820,
    261835, 259144, 255910, 260863, 264465, 260989,
]  # fmt: skip
ATTENDED = [
    280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529, 279618, 283932, 266629, 268091,
    276803, 271578, 266005, 273520, 278574, 273772,
]  # fmt: skip

# Pettitt, Applied Statistics 28 (1979), table 1: simulated by Page (1955), the mean changes after 20 values.
PAGE = [
    -1.05, 0.96, 1.22, 0.58, -0.98, -0.03, -1.54, -0.71, -0.35, 0.66, 0.44, 0.91, -0.02, -1.42, 1.26, -1.02, -0.81,
    1.66, 1.05, 0.97, 2.14, 1.22, -0.24, 1.60, 0.72, -0.12, 0.44, 0.03, 0.66, 0.56, 1.37, 1.66, 0.10, 0.80, 1.29,
    0.49, -0.07, 1.18, 3.29, 1.84,
]  # fmt: skip

# EPA QA/G-9S, Data Quality Assessment: Statistical Methods for Practitioners (2006), Mann-Kendall for n above 10.
EPA = [10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15]

# Families of Saxony by number of boys among 12 children (Lindsey, 1995, after Geissler, 1889).
SAXONY = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]


def measured(values):
    """Points of a measure without counts."""
    return [Point(str(at), value) for at, value in enumerate(values)]


def counted(numerators, denominators):
    """Points of a proportion; None is a missing period."""
    return [
        Point(str(at), None) if x is None else Point(str(at), x / n, x, n)
        for at, (x, n) in enumerate(zip(numerators, denominators, strict=True))
    ]
