# The first process of an edge host: gives it mounts of its own, says that it is ready, and keeps its namespaces alive.
# Usage: edge-init.sh FOLDER NAME (in new network, mount, UTS and IPC namespaces)
set -euo pipefail
folder=$1 name=$2

hostname "$name"
echo 1 >/proc/sys/net/ipv4/ip_forward

# /etc/resolv.conf may point into /run, which is about to be hidden.
cat /etc/resolv.conf >"$folder/resolv.conf"
resolver=$(realpath /etc/resolv.conf)
mount -t tmpfs -o mode=0755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mkdir -p "${resolver%/*}" /run/lock
[ -e "$resolver" ] || touch "$resolver"
mount --bind "$folder/resolv.conf" "$resolver"

mkdir -p /var/lib/containers /etc/containers
mount --bind "$folder/containers" /var/lib/containers
mount --bind "$folder/etc" /etc/containers

touch "$folder/ready"
exec sleep infinity
