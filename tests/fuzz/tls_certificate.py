"""Write the certificate that the fuzzer of channels uses, as C.

tls_certificate.py CERTIFICATES OUT: bytes of dns.der and its key."""
import pathlib
import sys

made, out = map(pathlib.Path, sys.argv[1:])
lines = ['extern const unsigned char fuzz_certificate[], fuzz_key[];',
         'extern const unsigned int fuzz_certificate_length, '
         'fuzz_key_length;']
for name, file in (("fuzz_certificate", "dns.der"),
                   ("fuzz_key", "dns.key.der")):
    data = (made / file).read_bytes()
    lines.append(f"const unsigned char {name}[] = {{"
                 f"{', '.join(map(str, data))}}};")
    lines.append(f"const unsigned int {name}_length = sizeof {name};")
out.write_text("\n".join(lines) + "\n")
