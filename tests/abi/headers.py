"""Each public header compiles alone, as C11 and as C++, without a warning."""
import pathlib
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow",
            "-Werror"]


def main(root, *compilers):
    include = pathlib.Path(root) / "include"
    headers = sorted(include.rglob("*.h"))
    wrong = 0
    for compiler in compilers:
        plus = compiler.endswith("++")
        language = ["-x", "c++", "-std=c++11"] if plus else \
            ["-x", "c", "-std=c11", "-Wstrict-prototypes"]
        for header in headers:
            name = header.relative_to(include)
            done = subprocess.run(
                [compiler, *language, *WARNINGS, "-fsyntax-only",
                 f"-I{include}", "-"], text=True, capture_output=True,
                input=f"#include <{name}>\n#include <{name}>\n")
            if done.returncode != 0:
                wrong += 1
                print(f"{compiler}: {name}\n{done.stderr}")
    print(f"{len(headers)} headers, {', '.join(compilers)}: {wrong} fail")
    return wrong != 0 or not headers or not compilers


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
