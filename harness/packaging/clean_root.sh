#!/bin/sh
# usage: clean_root.sh FOLDER [development]
#
# Installs the .deb of FOLDER in a new, minimal Debian, and certifies the mock kernel there as an ordinary user from his
# home, from /tmp, and from a folder with a blank in its name; then removes the package, and looks for what is left.
# With "development" offercheck-dev is installed too, and its example built and certified. Needs root, debootstrap and
# the network: the mirror is the one that apt uses here.
set -eu

fail()
{
  printf 'clean_root.sh: %s\n' "$*" >&2
  exit 1
}

unable()
{
  printf 'clean_root.sh: %s\n' "$*" >&2
  exit 3
}

say()
{
  printf '== %s\n' "$*"
}

case $#:${2-} in
1: | 2:development) folder=$1 development=${2-} ;;
*) echo 'usage: clean_root.sh FOLDER [development]' >&2; exit 2 ;;
esac
[ "$(id -u)" -eq 0 ] || unable 'making a root needs root'
command -v debootstrap >/dev/null || unable "debootstrap is missing; its package has that name"
for package in offercheck offercheck-dev; do
  set -- "$folder/${package}"_*.deb
  if [ $# -ne 1 ] || [ ! -f "$1" ]; then
    unable "$folder: expected one ${package}_VERSION_ARCH.deb; the preset 'package' makes it"
  fi
done

# shellcheck source=/dev/null
codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
# shellcheck disable=SC2016 # apt's own variables
mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  sed -n "s/^$codename //p" | head -n 1)
[ -n "$mirror" ] || unable "apt here knows no mirror of '$codename'"

root=$(mktemp -d)
chmod 755 "$root"
trap 'rm -rf -- "$root"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

within()
{
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}

# as_user COMMAND...: in a shell of the user's.
as_user()
{
  within su - tester -c "$*"
}

# All files but for what installing anything changes, and what is the user's.
files()
{
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./home -o -path ./var/lib/dpkg \
    -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./etc/ld.so.cache \) -prune -o -print | sort)
}

say "A minimal $codename"
debootstrap --variant=minbase "$codename" "$root" "$mirror" >"$root.log" 2>&1 || {
  tail -n 20 "$root.log" >&2
  rm -f "$root.log"
  unable 'debootstrap failed'
}
rm -f "$root.log"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || :
within apt-get -qq update
within useradd --create-home --shell /bin/sh tester
files >"$root/tmp/before"

say 'Installing offercheck'
cp "$folder"/offercheck_*.deb "$root/tmp/"
within sh -c 'apt-get -qq install -y --no-install-recommends /tmp/offercheck_*.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
within dpkg -L offercheck >"$root/tmp/installed"
within offercheck --version

for place in /home/tester /tmp "/home/tester/a folder"; do
  say "Certifying in '$place' as an ordinary user"
  as_user "mkdir -p '$place' && cd '$place' && offercheck certify >summary && head -n 7 summary && offercheck verify reports/latest"
  as_user "cd '$place/reports/latest' && sha256sum --quiet -c SHA256SUMS"
done

say 'In a folder that is not his, and beyond it'
status=0
as_user 'cd / && offercheck certify' 2>"$root/tmp/refused" || status=$?
cat "$root/tmp/refused"
[ "$status $(grep -c '^offercheck: ' "$root/tmp/refused")" = '3 1' ] || fail 'no clear refusal to write there'
as_user 'cd / && offercheck certify --out /tmp/elsewhere >/dev/null && offercheck verify /tmp/elsewhere'

if [ -n "$development" ]; then
  say 'Installing offercheck-dev, and building its example'
  cp "$folder"/offercheck-dev_*.deb "$root/tmp/"
  within sh -c 'apt-get -qq install -y --no-install-recommends gcc make /tmp/offercheck-dev_*.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
  as_user "cp -r /usr/share/offercheck/example '/home/tester/my example'"
  as_user "cd '/home/tester/my example' && cmake -B build >log && cmake --build build >>log"
  as_user "cd '/home/tester/my example' && build/acme-certify certify >summary && head -n 7 summary"
  as_user "cd '/home/tester/my example' && build/fuzzers/fuzz_offer build/fuzzers/fuzz_offer_seed_corpus"
  within apt-get -qq purge -y offercheck-dev gcc make >/dev/null 2>&1
fi

say 'Removing it'
within sh -c 'apt-get -qq purge -y offercheck >/tmp/apt.log 2>&1 && apt-get -qq autoremove --purge -y >>/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
while read -r file; do
  [ ! -f "$root$file" ] || fail "$file is left"
done <"$root/tmp/installed"
files >"$root/tmp/after"
diff "$root/tmp/before" "$root/tmp/after" | grep '^>' | grep offercheck && fail 'this is left'
say "Nothing of it is left"
