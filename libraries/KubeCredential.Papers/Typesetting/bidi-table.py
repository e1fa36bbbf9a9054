"""Writes bidi-table.txt from the Unicode Character Database: bidi-table.py <folder with extracted/DerivedBidiClass.txt, BidiBrackets.txt>

One entry per line, in hexadecimal:
  c CLASS FIRST LAST   bidirectional class of a range; what is in none is L
  o CHAR PARTNER       an opening bracket and the closing one that belongs to it
"""
import re
import sys

folder = sys.argv[1]
names = {"Left_To_Right": "L", "Right_To_Left": "R", "Arabic_Letter": "AL", "European_Terminator": "ET", "Boundary_Neutral": "BN"}
classes = {}
lines = open(f"{folder}/extracted/DerivedBidiClass.txt", encoding="utf-8").read().splitlines()
missing = [re.match(r"# @missing: ([0-9A-F]+)\.\.([0-9A-F]+); (\w+)", line) for line in lines]
rows = [re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*; (\w+)", line) for line in lines]
for row in [one for one in missing if one] + [one for one in rows if one]:
    for code in range(int(row[1], 16), int(row[2] or row[1], 16) + 1):
        classes[code] = names.get(row[3], row[3])
out, first = [], None
for code in sorted(classes):
    if classes.get(code - 1) != classes[code]:
        first = code
    if classes.get(code + 1) != classes[code] and classes[code] != "L":
        out.append(f"c {classes[code]} {first:X} {code:X}")
for line in open(f"{folder}/BidiBrackets.txt", encoding="utf-8"):
    row = [part.strip() for part in line.split("#")[0].split(";")]
    if len(row) == 3 and row[2] == "o":
        out.append(f"o {row[0]} {row[1]}")
print("# Made by bidi-table.py from the Unicode Character Database 15.0.0. © 1991-2022 Unicode, Inc., under the Unicode License (https://www.unicode.org/license.txt).")
print("\n".join(out))
