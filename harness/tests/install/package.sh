#!/bin/sh
# The packages: their fields, what is in them, and that the command works from wherever it is unpacked.
set -eu
# shellcheck source=/dev/null
. "$2/harness/tests/cli_support.sh"
build=$(dirname -- "$1")
enter "$2" "$3"
sources=$2
for tool in dpkg-deb dpkg-shlibdeps; do
  command -v $tool >/dev/null || {
    echo "$tool is missing"
    exit 77
  }
done
ends 0 cpack --config "$build/CPackConfig.cmake" -G 'DEB;TGZ' -B made
set -- made/offercheck_*.deb made/offercheck-dev_*.deb made/offercheck-*.tar.gz
[ $# -eq 3 ] || fail "packages: $*"

field()
{
  dpkg-deb -f "$1" "$2"
}

[ "$(field "$1" Package) $(field "$2" Package)" = 'offercheck offercheck-dev' ] || fail 'their names'
[ "offercheck $(field "$1" Version)" = "$("$build/offercheck" --version)" ] || fail 'the version'
[ "$(sed -n '1s/.*(\(.*\)).*/\1/p' "$sources/harness/packaging/debian/changelog")" = "$(field "$1" Version)" ] ||
  fail 'the version that the changelog is of'
field "$1" Depends | grep -q 'libc6.*libssl' || fail "what it depends on: $(field "$1" Depends)"
field "$2" Depends | grep -qF "offercheck (= $(field "$1" Version))" || fail "what it depends on: $(field "$2" Depends)"

# No file in both, or beyond /usr, or another's to write.
for package in "$1" "$2"; do
  dpkg-deb -c "$package" | awk '$1 !~ /^d/ { print $6 }' >>files
  dpkg-deb -c "$package" | grep -vE '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x) root/root ' && fail "$package: permissions"
done
[ -z "$(sort files | uniq -d)" ] || fail "twice: $(sort files | uniq -d)"
! grep -v '^\./usr/' files || fail 'beyond /usr'

# Unpacked with a blank in the way, and not where it was built for.
mkdir 'an archive'
tar -xzf "$3" -C 'an archive' --strip-components=1
dpkg-deb -x "$1" 'a root'
cmp 'an archive/bin/offercheck' 'a root/usr/bin/offercheck' || fail 'two commands'
for command in 'an archive/bin/offercheck' 'a root/usr/bin/offercheck'; do
  ends 0 "$command" certify --filter 'OFR-OK-*' --out bundle
  mock=$(find "${command%/bin/*}" -name libd3dkmt-mock.so)
  ends 0 "$command" certify --filter 'OFR-OK-*' --target "$mock" --out bundle
done

# Nothing of the machine that it was built on.
for file in 'a root/usr/bin/offercheck' "$mock"; do
  ! grep -qF -e "$sources" "$file" || fail "$file has the path of the sources"
  ! readelf -d "$file" | grep -E 'R(UN)?PATH' || fail "$file has a search path"
done

if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "$1" "$2" >lint 2>&1 || fail "$(cat lint)"
fi
