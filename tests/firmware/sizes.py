"""The core on a board: what it lacks, where it writes, how large it is."""
import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

# What any C compiler may ask of a board, and its own integer runtime.
GIVEN = re.compile(r"mem(cpy|move|set|cmp)|__aeabi_(?![fd](add|sub|rsub|mul|"
                   r"div|cmp|2)|u?[il]2[fd])\w+|__gnu_thumb1_\w+|"
                   r"__(clz|ctz|popcount|bswap)[sd]i2")
SECTION = re.compile(r"^ (\.[\w.$]+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$",
                     re.M)
CODE_AIM = 16 * 1024


def output(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def writable(tools, binary):
    """Bytes in .data and .bss."""
    row = output(tools + "size", binary).splitlines()[1].split()
    return int(row[1]) + int(row[2])


def lacking(tools, flags, archive):
    """Symbols that the whole core leaves to others; bytes it can write."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = str(pathlib.Path(scratch) / "core.o")
        output(tools + "gcc", *flags, "-nostdlib", "-r", "-Wl,--whole-archive",
               archive, "-o", whole)
        names = output(tools + "nm", "--undefined-only", whole).split()[1::2]
        return sorted(names), writable(tools, whole)


def linked(path):
    """Bytes by object file of the archive, from the linker's map."""
    text = path.read_text().split("Linker script and memory map")[1]
    bytes_of = collections.Counter()
    for name, _, size, where in SECTION.findall(text):
        member = re.search(r"libadsum\.a\((.*?)\.c\.o(bj)?\)", where)
        if member and name.startswith((".text", ".rodata")):
            bytes_of[member.group(1)] += int(size, 16)
    return bytes_of


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--tools", default="arm-none-eabi-")
    arguments.add_argument("--cpu", required=True)
    arguments.add_argument("archive")
    arguments.add_argument("elf")
    arguments.add_argument("map", type=pathlib.Path)
    given = arguments.parse_args()
    names, data = lacking(given.tools, [f"-mcpu={given.cpu}", "-mthumb"],
                          given.archive)
    failed = False
    print("left to the board:", " ".join(names))
    for name in names:
        if not GIVEN.fullmatch(name):
            print(f"{name}: may not be needed")
            failed = True
    if data:
        print(f"{data} bytes in .data and .bss: there may be none")
        failed = True
    bytes_of = linked(given.map)
    for name, size in bytes_of.most_common():
        print(f"{size:7} {name}")
    code = sum(bytes_of.values())
    print(f"{code:7} code bytes on {given.cpu}, aim {CODE_AIM}")
    print(f"{writable(given.tools, given.elf):7} RAM bytes of the example, its "
          "buffer included, the stack not")
    return failed or not 0 < code


if __name__ == "__main__":
    sys.exit(main())
