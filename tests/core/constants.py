"""Read the public headers, write what they define as lines of C macros.

ENUMERATOR(enum's number, constant) for each constant, ENUMS the number of
enums, STRUCT(tag) for each struct that has a body.
"""
import re
import sys

out, headers = sys.argv[1], sys.argv[2:]
lines, enums = [], 0
for header in headers:
    with open(header, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
    for body in re.findall(r"\benum\s*\w*\s*\{(.*?)\}", text, re.DOTALL):
        lines += [f"ENUMERATOR({enums}, {name})"
                  for name in re.findall(r"\b(ADSUM_\w+)\s*(?:=[^,]*)?(?:,|$)",
                                         body.strip())]
        enums += 1
    lines += [f"STRUCT({tag})"
              for tag in re.findall(r"\bstruct\s+(adsum_\w+)\s*\{", text)]
lines.append(f"ENUMS({enums})")
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
