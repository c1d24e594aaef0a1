#!/bin/sh
# What only the tests need of a Debian machine: a browser, the schedulers that they try, and
# printers with what announces them.
set -eu
packages="avahi-daemon chromium cron cups cups-client cups-ipp-utils dbus openssl systemd"
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120"
# shellcheck disable=SC2086 # each is a word of its own
$install $missing >/dev/null || { apt-get update -qq && $install $missing >/dev/null; }
