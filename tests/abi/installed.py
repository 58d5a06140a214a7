"""An installed copy is enough: hello.c by pkg-config, shared and static."""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile


# Of each module: its package, its header, and an expression that uses it.
MODULES = (("adsum-xml", "adsum/xml.h", "*adsum_xml_condition(1)"),)


def run(command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))}: {done.returncode}\n"
                 f"{done.stdout}")
    return done.stdout


def main(root, build):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        run(["meson", "install", "--no-rebuild", "--quiet", "-C", build,
             "--destdir", scratch])
        pc = next(scratch.rglob("adsum.pc"))
        library = pc.parent.parent
        prefix = next(scratch.rglob("adsum.h")).parent.parent
        environment = dict(
            os.environ, PKG_CONFIG_PATH=str(pc.parent),
            LD_LIBRARY_PATH=str(library))
        moved = f"--define-variable=prefix={prefix}"

        def ask(*options, package="adsum"):
            return shlex.split(run(["pkg-config", moved, *options, package],
                                   env=environment))

        hello = pathlib.Path(root) / "examples" / "hello.c"
        compiler = shlex.split(os.environ.get("CC", "cc"))
        said = set()
        for name, flags in (
                ("shared", ask("--cflags", "--libs")),
                ("static", ask("--cflags") + [str(library / "libadsum.a")])):
            program = scratch / name
            run([*compiler, "-std=c11", "-o", program, hello, *flags],
                env=environment)
            said.add(run([program], env=environment))
            linked = run(["ldd", program], env=environment)
            if ("libadsum.so.0" in linked) != (name == "shared"):
                sys.exit(f"{name}: linked to the wrong library\n{linked}")
        if len(said) != 1 or "R gets presence" not in next(iter(said)):
            sys.exit(f"hello said: {said}")
        print(next(iter(said)), end="")
        for package, header, expression in MODULES:
            if not list(scratch.rglob(f"{package}.pc")):
                if list(scratch.rglob(header)):
                    sys.exit(f"{package}: a header without its module")
                continue
            source = scratch / "module.c"
            source.write_text(f"#include <{header}>\n"
                              f"int main(void) {{ return !({expression}); }}\n")
            run([*compiler, "-std=c11", "-o", scratch / package, source,
                 *ask("--cflags", "--libs", package=package)],
                env=environment)
            run([scratch / package], env=environment)
            print(package)


if __name__ == "__main__":
    main(*sys.argv[1:])
