"""What a binding does: two sessions, an approval, a notice; in ctypes.

Only field lists are typed here; sizes and constants are asked of the library.
"""
import sys
from ctypes import (CDLL, CFUNCTYPE, POINTER, Structure, addressof, byref,
                    c_char_p, c_int8, c_int32, c_size_t, c_uint8, c_uint32,
                    c_uint64, c_void_p, create_string_buffer, sizeof,
                    string_at)


class Text(Structure):
    _fields_ = [("bytes", c_void_p), ("length", c_uint32)]

    def __str__(self):
        return string_at(self.bytes, self.length).decode() \
            if self.length else ""


class Presence(Structure):
    _fields_ = [("size", c_uint32), ("type", c_uint8), ("show", c_uint8),
                ("priority", c_int8), ("reserved", c_uint8), ("id", Text),
                ("language", Text), ("parts", c_void_p),
                ("part_count", c_uint32), ("reserved_too", c_uint32)]


class Notice(Structure):
    _fields_ = [("size", c_uint32)] + [(name, c_uint8) for name in (
        "kind", "type", "condition", "to", "view", "encoding")] + [
        ("reserved", c_uint8 * 6), ("time_ms", c_uint64),
        ("version", c_uint64), ("sender", Text), ("id", Text),
        ("presence", POINTER(Presence)), ("items", c_void_p),
        ("bytes", c_void_p), ("item_count", c_uint32), ("length", c_uint32)]


class Target(Structure):
    _fields_ = [("session", c_uint64), ("context", c_uint64),
                ("answer", c_uint32), ("reserved", c_uint32)]


ALLOCATE = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t, c_size_t)
DELIVER = CFUNCTYPE(None, c_void_p, POINTER(Notice), POINTER(Target), c_uint32)


class Host(Structure):
    _fields_ = [("size", c_uint32), ("reserved", c_uint32),
                ("allocate", ALLOCATE), ("deliver", DELIVER)] + [
        (name, c_void_p) for name in ("route", "locate", "save", "keep",
                                      "ping", "ended")]


class Fixed(Structure):
    _fields_ = [("buffer", c_void_p), ("bytes", c_size_t), ("used", c_size_t),
                ("most", c_size_t), ("state", c_uint32 * 8)]


LAYOUTS = {"adsum_text": Text, "adsum_presence": Presence,
           "adsum_notice": Notice, "adsum_target": Target,
           "adsum_host": Host, "adsum_fixed": Fixed}


def check(what, have, want):
    if have != want:
        sys.exit(f"{what}: is {have!r}, wanted {want!r}")


def load(path):
    """The library with its signatures, and its constants by group."""
    lib = CDLL(path)
    lib.adsum_struct_bytes.argtypes = [c_char_p]
    lib.adsum_struct_bytes.restype = c_uint32
    lib.adsum_name.argtypes = [c_uint32, c_int32]
    lib.adsum_name.restype = c_char_p
    lib.adsum_service_new.argtypes = [POINTER(Host), c_void_p, c_void_p,
                                      POINTER(c_void_p)]
    lib.adsum_service_free.argtypes = [c_void_p]
    lib.adsum_session_open.argtypes = [c_void_p, Text, c_uint64, c_uint32,
                                       POINTER(c_uint64)]
    lib.adsum_session_publish.argtypes = [c_void_p, c_uint64,
                                          POINTER(Presence)]
    lib.adsum_session_send.argtypes = [c_void_p, c_uint64, Text,
                                       POINTER(Notice)]
    lib.adsum_session_close.argtypes = [c_void_p, c_uint64, c_void_p]
    for tag, layout in LAYOUTS.items():
        check(f"bytes of {tag}", sizeof(layout),
              lib.adsum_struct_bytes(tag.encode()))
    return lib


def words(lib, group):
    """The values of a group by name."""
    named = ((lib.adsum_name(group, value), value)
             for value in range(-1100, 1100))
    return {name.decode(): value for name, value in named if name}


def constants(lib):
    """All groups by name. The group that names groups names itself, too."""
    own = [group for group in range(256)
           if lib.adsum_name(group, group) == b"names"]
    check("groups that name themselves", len(own), 1)
    return {name: words(lib, group)
            for name, group in words(lib, own[0]).items()}


def text(string):
    buffer = create_string_buffer(string.encode())
    answer = Text(addressof(buffer), len(buffer) - 1)
    answer.buffer = buffer  # lives as long as the view
    return answer


def main(path):
    lib = load(path)
    names = constants(lib)
    kind = names["notice"]
    word = {value: name for name, value in kind.items()}
    heard = []
    memory = (c_uint64 * 8192)()
    fixed = Fixed(buffer=addressof(memory), bytes=sizeof(memory))

    @DELIVER
    def deliver(user, notice, targets, count):
        for target in targets[:count]:
            heard.append((chr(target.context), word[notice[0].kind],
                          str(notice[0].sender)))

    host = Host(size=sizeof(Host), deliver=deliver,
                allocate=ALLOCATE(("adsum_fixed_allocate", lib)))
    service = c_void_p()

    def call(function, *arguments, want=0):
        answer = getattr(lib, "adsum_" + function)(*arguments)
        check(function, answer, want)

    call("service_new", byref(host), byref(fixed), None, byref(service))
    session = {}
    for name, resource in (("romeo", "garden"), ("juliet", "balcony")):
        session[name] = c_uint64()
        call("session_open", service, text(f"{name}@example.net/{resource}"),
             ord(name[0]), 0, byref(session[name]))
        call("session_publish", service, session[name], None)
    for name, to, what in (("romeo", "juliet", "subscribe"),
                           ("juliet", "romeo", "subscribed")):
        notice = Notice(size=sizeof(Notice), kind=kind[what])
        call("session_send", service, session[name],
             text(f"{to}@example.net"), byref(notice))
    for name in session:
        call("session_close", service, session[name], None)
    call("session_publish", service, session["romeo"], None,
         want=names["error"]["stale"])
    call("service_free", service)

    check("bytes in use at the end", fixed.used, 0)
    for line in heard:
        print(*line)
    for want in (("j", "subscribe", "romeo@example.net"),
                 ("r", "presence", "juliet@example.net/balcony")):
        if want not in heard:
            sys.exit(f"not heard: {want}")
    said = sum(len(group) for group in names.values())
    print(f"{len(LAYOUTS)} layouts and {said} constants agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
