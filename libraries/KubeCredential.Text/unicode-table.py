"""Writes unicode-table.txt from the Unicode Character Database: unicode-table.py <folder with UnicodeData.txt, CompositionExclusions.txt, CaseFolding.txt>

One entry per line, in hexadecimal. Characters that do not combine, decompose or fold are omitted.
  k CLASS FIRST LAST   canonical combining class of a range (decimal class)
  d CHAR PARTS         canonical decomposition that is composed again
  x CHAR PARTS         canonical decomposition that is never composed again
  f CHAR PARTS         full case folding (status C and F)
"""
import sys

folder = sys.argv[1]
rows = lambda name: [line.split("#")[0].strip().split(";") for line in open(f"{folder}/{name}", encoding="utf-8") if line.split("#")[0].strip()]
data = [(row[0], int(row[3]), row[5]) for row in rows("UnicodeData.txt")]
classes = {int(code, 16): kind for code, kind, _ in data if kind}
excluded = {row[0] for row in rows("CompositionExclusions.txt")}
out, start = [], None
for code in sorted(classes):
    if classes.get(code - 1) != classes[code]:
        start = code
    if classes.get(code + 1) != classes[code]:
        out.append(f"k {classes[code]} {start:X} {code:X}")
for code, kind, parts in data:
    if not parts or parts.startswith("<"):
        continue
    first = int(parts.split()[0], 16)
    never = " " not in parts or code in excluded or kind or classes.get(first)  # singletons, exclusions, non-starter decompositions
    out.append(f"{'x' if never else 'd'} {int(code, 16):X} {parts}")
for row in rows("CaseFolding.txt"):
    if row[1].strip() in "CF":
        out.append(f"f {int(row[0], 16):X} {row[2].strip()}")
print("# Made by unicode-table.py from the Unicode Character Database 15.0.0. © 1991-2022 Unicode, Inc., under the Unicode License (https://www.unicode.org/license.txt).")
print("\n".join(out))
