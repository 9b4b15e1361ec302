#!/usr/bin/env bash
# Makes the certificates here, all for 100 years but `expired` and `early`. Their keys protect nothing but tests.
# `ca` signs `leaf` (a server at 127.0.0.1), `domain` (a server of cluster.example), `reader`, `rsa` and `ed25519` (clients,
# their CN is an etcd user's name), `lapsed` and `unborn` (clients before and after their time), and `between`, which signs
# `deep` (a client). `expired` and
# `early` sign themselves, as `server` and `other` do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() {
  case "$1" in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key.pem" 2>/dev/null ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$1.key.pem" ;;
    *) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key.pem" 2>/dev/null ;;
  esac
}

# name, CN, from, until, extensions, then how it is signed
certificate() {
  key "$1"
  openssl req -new -key "$1.key.pem" -subj "/CN=$2" -out "$work/$1.csr"
  : >"$work/index"
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nrand_serial=yes\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n[e]\n%b\n' \
    "$work" "$work" "$5" >"$work/config"
  openssl ca -batch -notext -config "$work/config" -extensions e -startdate "$3" -enddate "$4" \
    -in "$work/$1.csr" -out "$1.pem" "${@:6}" 2>/dev/null
}

authority='basicConstraints=critical,CA:TRUE'
local='subjectAltName=IP:127.0.0.1'
certificate ca 'esi-state test ca' 20200101000000Z 21200101000000Z "$authority" -selfsign -keyfile ca.key.pem
signed=(-cert ca.pem -keyfile ca.key.pem)
certificate leaf 'esi-state test leaf' 20200101000000Z 21200101000000Z "$local" "${signed[@]}"
certificate reader reader 20200101000000Z 21200101000000Z 'extendedKeyUsage=clientAuth' "${signed[@]}"
client='extendedKeyUsage=clientAuth'
certificate rsa reader 20200101000000Z 21200101000000Z "$client" "${signed[@]}"
certificate ed25519 reader 20200101000000Z 21200101000000Z "$client" "${signed[@]}"
certificate lapsed reader 20200101000000Z 20200102000000Z "$client" "${signed[@]}"
certificate unborn reader 21190101000000Z 21200101000000Z "$client" "${signed[@]}"
certificate domain 'esi-state test domain' 20200101000000Z 21200101000000Z 'subjectAltName=DNS:cluster.example' "${signed[@]}"
certificate between 'esi-state test between' 20200101000000Z 21200101000000Z "$authority" "${signed[@]}"
certificate deep reader 20200101000000Z 21200101000000Z "$client" -cert between.pem -keyfile between.key.pem
certificate expired 'esi-state test expired' 20200101000000Z 20200102000000Z "$authority\n$local" -selfsign -keyfile expired.key.pem
certificate early 'esi-state test early' 21190101000000Z 21200101000000Z "$authority\n$local" -selfsign -keyfile early.key.pem
# Whoever trusts it trusts what they sign: nothing more is to be signed.
rm ca.key.pem between.key.pem
