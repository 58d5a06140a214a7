"""Turn the SCRAM vectors into rows of C: vectors.py INPUT OUTPUT."""
import json
import sys

FIELDS = ("mechanism", "username", "password", "client_first", "server_first",
          "client_final", "server_final", "stored_key_b64",
          "server_key_b64")


def main(source, target):
    with open(source, encoding="utf-8") as file:
        rows = json.load(file)
    with open(target, "w", encoding="utf-8") as file:
        for row in rows:
            file.write("{" + ", ".join(json.dumps(row[field])
                                       for field in FIELDS) + "},\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
