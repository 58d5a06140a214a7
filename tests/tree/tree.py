"""The tree keeps its own rules: the top level, who includes whom, and the
length of files."""
import pathlib
import re
import sys

TOP = {"lib", "include", "examples", "tests", "bindings", "meson.build",
       "meson_options.txt", "README.md", "COPYING"}
SYSTEM = {"stdint.h", "stddef.h", "stdbool.h", "limits.h", "string.h",
          "stdalign.h", "stdnoreturn.h"}
# What a module of lib/ may include besides these and the public headers.
MODULES = {
    "core": set(),
    "prep": {"idn2.h", "stdlib.h", "unicase.h", "unictype.h", "uninorm.h",
             "unistr.h"},
    "tls": {"mbedtls/asn1.h", "mbedtls/bignum.h", "mbedtls/chachapoly.h",
            "mbedtls/cipher.h", "mbedtls/ctr_drbg.h", "mbedtls/ecp.h",
            "mbedtls/entropy.h", "mbedtls/md.h", "mbedtls/oid.h",
            "mbedtls/pem.h", "mbedtls/pk.h", "mbedtls/platform.h",
            "mbedtls/platform_util.h", "mbedtls/rsa.h",
            "mbedtls/sha256.h", "mbedtls/ssl.h",
            "mbedtls/ssl_internal.h", "mbedtls/version.h",
            "mbedtls/x509.h", "mbedtls/x509_crt.h"},
    "xml": {"libxml/parser.h", "libxml/xmlerror.h"},
    "xmpp": set(),
}
MOST_LINES = 400


def includes(path):
    return re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]',
                      path.read_text(), re.M)


def complaints(root):
    for path in root.iterdir():
        if path.name not in TOP and not path.name.startswith((".", "build")):
            yield f"{path.name}: does not belong at the top level"
    for path in sorted((root / "lib").glob("*/*.[ch]")):
        module = path.parent.name
        for mark, name in includes(path):
            if mark == "<" and name not in SYSTEM | MODULES[module] and \
                    not (root / "include" / name).is_file():
                yield f"{path.name}: {module} may not include <{name}>"
            if mark == '"' and not (path.parent / name).is_file():
                yield f"{path.name}: {name} is not of {module}"
    for path in sorted((root / "examples").rglob("*.[ch]")):
        for mark, name in includes(path):
            if mark == '"' and not (path.parent / name).is_file():
                yield f"{path.name}: {name} is not a public header"
    hello = (root / "examples/hello.c").read_text()
    if f"```c\n{hello}```" not in (root / "README.md").read_text():
        yield "README.md: does not show examples/hello.c as it is"
    for top in ("lib", "include", "examples", "tests"):
        for path in sorted((root / top).rglob("*.[ch]")):
            lines = len(path.read_text().splitlines())
            if lines > MOST_LINES:
                yield f"{path.relative_to(root)}: {lines} lines"


def main(root):
    found = list(complaints(pathlib.Path(root)))
    print("\n".join(found) or "the tree keeps its rules")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
