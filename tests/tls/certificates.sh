#!/usr/bin/env bash
# certificates.sh DIRECTORY: roots, certificates and keys for the tests, good
# for ten years from now. Needs openssl.
set -eu
umask 077
mkdir -p "$1"
cd "$1"
exec >openssl.log 2>&1

P256='-newkey ec -pkeyopt ec_paramgen_curve:P-256'
ON_XMPP_ADDR=1.3.6.1.5.5.7.8.5
XMPP_ADDR="otherName:$ON_XMPP_ADDR;UTF8"
SRV='otherName:1.3.6.1.5.5.7.8.7;IA5STRING'

# root NAME: one that signs.
root() {
    # shellcheck disable=SC2086
    openssl req -x509 $P256 -nodes -days 3650 -keyout "$1.key" -out "$1.pem" \
        -subj "/CN=adsum test root $1" \
        -addext 'basicConstraints=critical,CA:TRUE' \
        -addext 'keyUsage=critical,keyCertSign,cRLSign'
}

# leaf NAME ROOT SUBJECT EXTENSIONS [KEY-OPTIONS [SIGNING-OPTIONS]]
leaf() {
    local name=$1 by=$2 subject=$3
    printf '%b\n' "$4" >"$name.ext"
    # shellcheck disable=SC2086
    openssl req ${5:-$P256} -nodes -new -keyout "$name.key" \
        -out "$name.csr" -subj "$subject"
    # shellcheck disable=SC2086
    openssl x509 -req -in "$name.csr" -CA "$by.pem" -CAkey "$by.key" \
        -CAcreateserial -days 3650 -extfile "$name.ext" -out "$name.pem" \
        ${6:--sha256}
}

root ca
root other
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout rsaca.key \
    -out rsaca.pem -subj '/CN=adsum test root rsaca' \
    -addext 'basicConstraints=critical,CA:TRUE'
leaf middle ca '/CN=adsum test middle' \
    'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'

net='subjectAltName=DNS:example.net'
leaf dns ca /CN=unused 'subjectAltName=DNS:example.net,DNS:*.example.org'
leaf rsa ca /CN=unused "$net" '-newkey rsa:2048'
leaf weak ca /CN=unused "$net" '-newkey rsa:1024'
leaf p384 ca /CN=unused "$net" '-newkey ec -pkeyopt ec_paramgen_curve:P-384'
leaf sha1 ca /CN=unused "$net" '' -sha1
leaf sha384 ca /CN=unused "$net" '' -sha384
leaf sha512 ca /CN=unused "$net" '' -sha512
leaf pss rsaca /CN=unused "$net" '' \
    '-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha256'
leaf srv ca /CN=unused "subjectAltName=$SRV:_xmpp-client.example.net"
leaf srvserver ca /CN=unused "subjectAltName=$SRV:_xmpp-server.example.net"
leaf xmpp ca /CN=unused "subjectAltName=$XMPP_ADDR:example.net"
leaf idna ca /CN=unused "subjectAltName=@names\n[names]\notherName.1=\
$ON_XMPP_ADDR;FORMAT:UTF8,UTF8:b\xc3\xbccher.example"
leaf common ca /CN=example.net 'basicConstraints=CA:FALSE'
leaf commonother ca /CN=example.net 'subjectAltName=DNS:elsewhere.example'
leaf foreign other /CN=unused "$net"
leaf second ca /CN=unused 'subjectAltName=DNS:second.example'
leaf secondnew ca /CN=unused 'subjectAltName=DNS:second.example' '' -sha384
leaf leaf middle /CN=unused "$net"
leaf client ca /CN=juliet \
    "subjectAltName=$XMPP_ADDR:juliet@example.net\nextendedKeyUsage=clientAuth"
leaf peer ca /CN=unused \
    'subjectAltName=DNS:peer.example\nextendedKeyUsage=serverAuth'
leaf clientonly ca /CN=unused "$net\nextendedKeyUsage=clientAuth"
leaf revoked ca /CN=unused "$net"
cat leaf.pem middle.pem >chain.pem
cp leaf.key chain.key
# shellcheck disable=SC2086
openssl req -x509 $P256 -nodes -days 3650 -keyout self.key -out self.pem \
    -subj /CN=example.net -addext "$net"
names=
for i in $(seq 300); do names="$names,DNS:name$i.example.net"; done
leaf many ca /CN=unused "$net$names"

# A list of what is revoked.
printf '%s\n' '[ca]' 'default_ca=us' '[us]' 'database=index' \
    'crlnumber=number' 'default_md=sha256' 'default_crl_days=30' >ca.conf
: >index
echo 01 >number
openssl ca -config ca.conf -keyfile ca.key -cert ca.pem -revoke revoked.pem
openssl ca -config ca.conf -keyfile ca.key -cert ca.pem -gencrl -out ca.crl
# For the fuzzer: 4 says what they are.
mkdir -p seeds
for name in dns srv xmpp idna client many; do
    { printf '\4'; openssl x509 -in "$name.pem" -outform der; } >"seeds/$name"
done
openssl x509 -in dns.pem -outform der -out dns.der
openssl pkey -in dns.key -outform der -out dns.key.der
date +%s >made
