# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # the builder's variables
# A Debian 13 guest: systemd, the user "seamless" with a session of its own, the agent in it; ext4 on the first disk. Its kernel
# stays outside (vmlinux, initrd) and is no package inside, so that no upgrade in the guest parts kernel and modules.

suite=trixie
# Drivers for machines that no virtual machine is; they are a third of all modules.
modules_left_out='drivers/(media|net/wireless|staging|infiniband|isdn|iio|comedi|mtd|nfc|android|accel|net/ethernet/(mellanox|intel|broadcom|chelsio|qlogic)|gpu/drm/(i915|xe|radeon|gma500))/'
initrd_modules=(virtio_blk ext4 crc32c_generic 9p 9pnet_virtio virtio-gpu)

image() {
    debian_kernel
    debian_root
    progress 0.92 making the disk
    debian_disk
}

debian_kernel() { # vmlinux, initrd, and the modules in $work/modules
    local all=$work/all root=$work/initrd-root
    # e2fsprogs and libarchive: this Debian's mke2fs makes the disk straight from a tarball, with the owners in it.
    bootstrap "$suite" "$work/all.tar" 0 0.2 --variant=extract --include=linux-image-amd64,busybox-static,e2fsprogs,libarchive13t64
    mkdir "$all" "$root"
    tar -xf "$work/all.tar" -C "$all" --no-same-owner --exclude './dev/*' --exclude './usr/share'
    rm "$work/all.tar"
    kernel_version=$(basename "$all"/usr/lib/modules/*)
    dated_by_kernel "$all/boot/vmlinuz-$kernel_version"
    vmlinux "$all/boot/vmlinuz-$kernel_version" "$out/vmlinux"
    busybox_root "$root" "$all"
    initrd_module_files "$all" "$root" "${initrd_modules[@]}"
    cp -r "$here/guest/." "$root/"
    install -m 755 "$here/debian-13/initrd" "$root/init"
    pack_initrd "$root" "$out/initrd"
    find "$all/usr/lib/modules" -type f | grep -E "$modules_left_out" | tr '\n' '\0' | xargs -0 rm -f
}

debian_root() { # $work/root.tar
    local locale list hooks=()
    list=$(awk '!/^#/ { print $1 }' "$here/debian-13/packages" | paste -sd,)${packages:+,$packages}
    locale=$(host_locale)
    [ -z "$locale" ] || list+=,locales
    debian_files
    # Run by a user that may not see the folder of these scripts.
    install -m 755 "$here/debian-13/customize" "$work/customize"
    hooks+=(--customize-hook="tar-in $work/files.tar /")
    hooks+=(--customize-hook="$work/customize \"\$1\" $kernel_version $(host_zone) $locale")
    bootstrap "$suite" "$work/root.tar" 0.2 0.9 --variant=minbase --include="$list" "${hooks[@]}" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/man/*'
}

debian_files() { # $work/files.tar: everything in the guest that is not from a package
    local files=$work/files certificate
    mkdir -p "$files/etc/apt/sources.list.d" "$files/etc/apt/apt.conf.d" "$files/usr/lib/seamless" "$files/usr/local/share/ca-certificates" "$files/usr/lib/modules"
    cp -r "$here/debian-13/files/." "$files/"
    archive_sources "$suite" >"$files/etc/apt/sources.list.d/debian.list"
    guest_apt_settings >"$files/etc/apt/apt.conf.d/90seamless"
    # What this machine trusts beside the public authorities, the guest does too: an archive may be behind such a proxy.
    for certificate in /usr/local/share/ca-certificates/*.crt; do
        [ -e "$certificate" ] && cp "$certificate" "$files/usr/local/share/ca-certificates/"
    done
    install -m 755 "$agent" "$files/usr/lib/seamless/seamless-agent"
    cp -r "$work/all/usr/lib/modules/$kernel_version" "$files/usr/lib/modules/"
    chmod -R u=rwX,go=rX "$files"
    chmod 440 "$files/etc/sudoers.d/seamless"
    # -h: modules and configuration have one date, so that the same input gives the same bytes.
    tar -cf "$work/files.tar" -C "$files" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" .
    rm -rf "$files"
}

guest_apt_settings() {
    # A proxy on this machine's loopback is at the gateway's address for a guest (QEMU's user network).
    apt_settings | sed -E 's,(Proxy[^"]*"[a-z0-9]+://)(127\.0\.0\.1|localhost|\[::1\])([:/"]),\110.0.2.2\3,'
}

host_locale() { # nothing for C and POSIX: every guest has C.UTF-8
    local name=${LC_ALL:-${LANG:-}}
    [[ "$name" =~ ^[a-z]{2,3}_[A-Z]{2}(@[a-z]+)?\.(UTF-8|utf8)$ ]] && printf '%s' "${name/.utf8/.UTF-8}"
    return 0
}

host_zone() {
    local zone
    zone=$(readlink -f /etc/localtime 2>/dev/null)
    case "$zone" in /usr/share/zoneinfo/*) printf '%s' "${zone#/usr/share/zoneinfo/}" ;; *) printf Etc/UTC ;; esac
}

debian_disk() {
    local all=$work/all identity mke2fs
    identity=$(uuid_of "$(sha256sum <"$work/root.tar")")
    mke2fs=("$all/usr/lib64/ld-linux-x86-64.so.2" --library-path "$all/usr/lib/x86_64-linux-gnu" "$all/usr/sbin/mke2fs")
    truncate -s "$size" "$out/disk.img"
    "${mke2fs[@]}" -q -F -t ext4 -m 0 -L seamless -U "$identity" -E "hash_seed=$identity,root_owner=0:0" -d "$work/root.tar" "$out/disk.img" \
        || fail "mke2fs could not make the disk; the lines above tell why (is $size enough?)"
}
