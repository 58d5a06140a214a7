"""Turn vectors into C: lines of macros for a test to include.

    vectors.py profiles|addresses|domains|properties OUTPUT INPUT...
"""
import gzip
import json
import re
import sys

PROFILES = {"UsernameCaseMapped": "LOCAL",
            "UsernameCaseMapped:ToLower": "LOCAL",
            "OpaqueString": "OPAQUE",
            "IdentifierClass": "IDENTIFIER",
            "FreeFormClass": "FREEFORM"}
PROPERTIES = {"ID_DIS or FREE_PVAL": "FREE_PVAL"}


def read(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        return file.read()


def literal(text):
    """A C string; a lone surrogate becomes bytes that are not UTF-8."""
    if text is None:
        return "NONE"
    return 'TEXT("' + "".join(
        chr(byte) if 0x20 <= byte < 0x7f and chr(byte) not in '"\\?'
        else f"\\{byte:03o}"
        for byte in text.encode("utf-8", "surrogatepass")) + '")'


def golden(rows):
    for row in rows:
        yield row["profile"], row["input"], row["output"]


def rfc8265(tables):
    for profile, rows, mapped in (
            ("UsernameCaseMapped", tables["username"], "casemapped"),
            ("OpaqueString", tables["password"], "out")):
        for row in rows:
            yield profile, row["in"], \
                row.get(mapped, row["in"]) if row["ok"] else None


def profiles(*paths):
    for path in paths:
        data = json.loads(read(path))
        for profile, given, wanted in \
                rfc8265(data) if isinstance(data, dict) else golden(data):
            if profile in PROFILES:
                yield (f"ROW({PROFILES[profile]}, {literal(given)}, "
                       f"{literal(wanted)})")


def addresses(path):
    data = json.loads(read(path))
    for row in data["valid"]:
        wanted = literal(row.get("enforced", row["jid"]))
        yield f"ROW({row['n']}, {literal(row['jid'])}, {wanted})"
    for row in data["invalid"]:
        wanted = row["jid"] if row.get("disputed") else None
        yield f"ROW({row['n']}, {literal(row['jid'])}, {literal(wanted)})"


def unescape(column):
    return re.sub(r"\\u([0-9A-F]{4})|\\x\{([0-9A-F]+)\}",
                  lambda found: chr(int(found[1] or found[2], 16)), column)


def domains(path):
    """Columns 1 and 2, none where column 3 or 5 has a status. A4_2 may be the
    root's empty label, whose dot RFC 7622 cuts off."""
    for line in read(path).splitlines():
        line = re.sub(r"(^|\s)#.*", "", line)
        if not line.strip():
            continue
        source, to_unicode, status, _, ascii_status = [
            column.strip() for column in line.split(";")[:5]]
        wanted = to_unicode or source
        if status not in ("", "[]") or ascii_status not in ("", "[]") and \
                not (ascii_status == "[A4_2]" and wanted.endswith(".")):
            wanted = None
        elif wanted == '""':
            wanted = ""
        source = "" if source == '""' else source
        yield (f"ROW({literal(unescape(source))}, "
               f"{literal(wanted and unescape(wanted))})")


def properties(path):
    for line in read(path).splitlines():
        found = re.match(r"([0-9A-F]+)(?:-([0-9A-F]+))?[ ,]([^,/]+)", line)
        if found and line != "Codepoint,Property,Description":
            first, last, name = found.groups()
            yield (f"RANGE(0x{first}, 0x{last or first}, "
                   f"PROPERTY_{PROPERTIES.get(name, name)})")


def main(what, output, *inputs):
    rows = list(globals()[what](*inputs))
    with open(output, "w", encoding="ascii") as file:
        file.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
