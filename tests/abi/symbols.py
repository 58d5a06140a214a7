"""The headers' declarations, the version script and the libraries' symbols
name the same functions; what the archive shows besides begins with adsum_."""
import pathlib
import re
import subprocess
import sys


def declared(headers):
    """Names of all that public headers mark ADSUM_API."""
    names = []
    for header in map(pathlib.Path, headers):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
        text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
        names += re.findall(r"ADSUM_API\b[^;(]*?\b(\w+)\(", text)
        if len(re.findall(r"\badsum_\w+\(", text)) != text.count("ADSUM_API"):
            sys.exit(f"{header.name}: a function without ADSUM_API")
    if len(names) != len(set(names)):
        sys.exit("declared twice: " + " ".join(
            sorted({name for name in names if names.count(name) > 1})))
    return set(names)


def mapped(script):
    """Names that the version script makes global."""
    block = re.search(r"global:(.*?)local:\s*\*;", script.read_text(), re.S)
    return set(re.findall(r"(\w+);", block.group(1)))


def defined(library, *options):
    """Names of the external symbols that a library defines."""
    out = subprocess.run(["nm", "--defined-only", "--extern-only", *options,
                          library], check=True, capture_output=True,
                         text=True).stdout
    rows = (line.split() for line in out.splitlines())
    return {row[2].split("@")[0] for row in rows
            if len(row) == 3 and row[1] != "A"}


def differ(what, have, want):
    """Print each name that only one side has; say how many there are."""
    for name in sorted(have ^ want):
        side = "only in" if name in have else "missing from"
        print(f"{name}: {side} {what}")
    return len(have ^ want)


def main(script, shared, archive, *headers):
    api = declared(headers)
    hidden = defined(archive)
    wrong = differ(script, mapped(pathlib.Path(script)), api)
    wrong += differ("the shared library", defined(shared, "--dynamic"), api)
    wrong += differ("the archive", hidden & api, api)
    for name in sorted(hidden):
        if not name.startswith("adsum_"):
            print(f"{name}: may collide with a name of the host's")
            wrong += 1
    print(f"{len(api)} functions declared, {wrong} differences")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
