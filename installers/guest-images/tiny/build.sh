# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # the builder's variables
# The tiny guest: the whole system is the initrd. Busybox, the agent, a terminal and a few Wayland clients; for tests and for
# driver domains. Agent's hello a few seconds after QEMU's start even without hardware help.

tiny_packages=(busybox-static libc-bin linux-image-amd64 foot foot-terminfo weston xkb-data fonts-dejavu-mono libxkbcommon0 libsystemd0 ncurses-base)
# The clients of the package weston that draw by themselves and need no GPU.
tiny_programs=(foot weston-simple-shm weston-simple-damage)
# Opened by name and so in no program's list: the agent's keymaps and its way to a service manager.
tiny_libraries=(libxkbcommon.so.0 libsystemd.so.0)
# GPU; disks (the tools disk); the shared folder; the power button; a network card, also of the set that Redox has drivers for; keyboard and pointer of the console.
tiny_modules=(virtio-gpu virtio_blk ext4 crc32c_generic 9p 9pnet_virtio button evdev virtio_net e1000 virtio_input)

image() {
    local all=$work/all root=$work/root
    bootstrap trixie "$work/all.tar" 0 0.7 --variant=extract --include="$(IFS=,; printf '%s' "${tiny_packages[*]}")"
    progress 0.7 choosing files
    mkdir "$all" "$root"
    tar -xf "$work/all.tar" -C "$all" --no-same-owner --wildcards './boot/vmlinuz*' './usr/lib/modules*' './usr/lib/x86_64-linux-gnu*' './usr/lib64*' \
        './usr/bin*' './usr/share/X11/xkb*' './usr/share/fonts*' './usr/share/terminfo*' './lib/terminfo*' './usr/lib/terminfo*' './usr/lib/locale/C.utf8*' 2>/dev/null || true
    rm "$work/all.tar"
    kernel_version=$(basename "$all"/usr/lib/modules/*)
    dated_by_kernel "$all/boot/vmlinuz-$kernel_version"
    progress 0.8 unpacking the kernel
    vmlinux "$all/boot/vmlinuz-$kernel_version" "$out/vmlinux"
    busybox_root "$root" "$all"
    initrd_module_files "$all" "$root" "${tiny_modules[@]}"
    tiny_files "$all" "$root"
    progress 0.9 packing the initrd
    pack_initrd "$root" "$out/initrd"
}

tiny_files() { # ALL ROOT
    local all=$1 root=$2 libraries=usr/lib/x86_64-linux-gnu name
    for name in "${tiny_programs[@]}"; do cp "$all/usr/bin/$name" "$root/usr/bin/"; done
    mkdir -p "$root/$libraries" "$root/usr/lib/seamless" "$root/usr/share/X11"
    cp "$agent" "$root/usr/lib/seamless/seamless-agent"
    for name in "${tiny_libraries[@]}"; do tiny_library "$all" "$root" "$name"; done
    for name in "${tiny_programs[@]/#/$all/usr/bin/}" "$agent" "${tiny_libraries[@]/#/$all/$libraries/}"; do tiny_closure "$all" "$root" "$name"; done
    mkdir -p "$root/usr/lib64"
    ln -s usr/lib64 "$root/lib64"
    cp -L "$all/usr/lib64/ld-linux-x86-64.so.2" "$root/usr/lib64/"
    cp -r "$all/usr/share/X11/xkb" "$root/usr/share/X11/xkb"
    mkdir -p "$root/usr/lib/locale"
    cp -r "$all/usr/lib/locale/C.utf8" "$root/usr/lib/locale/"
    mkdir -p "$root/usr/share/fonts"
    find "$all/usr/share/fonts" -name 'DejaVuSansMono.ttf' -exec cp {} "$root/usr/share/fonts/" \;
    for name in foot xterm-256color linux dumb vt100; do tiny_terminal "$all" "$root" "$name"; done
    cp -r "$here/guest/." "$here/tiny/files/." "$root/"
    ln -s usr/bin/busybox "$root/init"
}

tiny_library() { # ALL ROOT NAME
    cp -L "$1/usr/lib/x86_64-linux-gnu/$3" "$2/usr/lib/x86_64-linux-gnu/$3"
}

tiny_closure() { # ALL ROOT PROGRAM: every library that the guest's own loader finds for it
    local all=$1 root=$2 name list
    list=$("$all/usr/lib64/ld-linux-x86-64.so.2" --library-path "$all/usr/lib/x86_64-linux-gnu" --list "$3") \
        || fail "$(basename "$3") needs a library that the tiny guest does not have: $list"
    while IFS= read -r name; do
        [ -e "$root/usr/lib/x86_64-linux-gnu/$name" ] || tiny_library "$all" "$root" "$name"
    done < <(awk '$2 == "=>" && $1 !~ "/" { print $1 }' <<<"$list")
}

tiny_terminal() { # ALL ROOT NAME: its terminfo entry, wherever the distribution keeps it
    local folder
    for folder in usr/share/terminfo lib/terminfo usr/lib/terminfo; do
        if [ -e "$1/$folder/${3:0:1}/$3" ]; then
            mkdir -p "$2/usr/share/terminfo/${3:0:1}"
            cp -L "$1/$folder/${3:0:1}/$3" "$2/usr/share/terminfo/${3:0:1}/"
            return
        fi
    done
}
