"""initramfs.py: an initial root file system for one boot, as a cpio archive ("newc", uncompressed).

It holds process 1, the static command under test, the system's own os-release and the kernel modules
asked for with what they depend on. The archive is written here, so no root rights, device nodes or
cpio program are needed, and the same inputs give the same bytes.
"""
import glob
import os
import re


class Archive:
    """Entries in the order they are added; folders are made when first needed."""

    def __init__(self):
        self.parts, self.known, self.inode = [], set(), 0

    def _entry(self, name, mode, data=b""):
        self.inode += 1
        path = name.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
        head = b"070701" + b"".join(b"%08X" % f for f in fields) + path
        self.parts += [head, b"\0" * (-len(head) % 4), data, b"\0" * (-len(data) % 4)]

    def folder(self, path):
        path = path.strip("/")
        if path and path not in self.known:
            self.folder(os.path.dirname(path))
            self.known.add(path)
            self._entry(path, 0o040755)

    def file(self, path, data, mode=0o644):
        self.folder(os.path.dirname(path))
        self._entry(path.strip("/"), 0o100000 | mode, data)

    def bytes(self):
        self._entry("TRAILER!!!", 0)
        return b"".join(self.parts)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def module_files(root):
    """Every module below root by its name, in which '-' and '_' are the same."""
    found = glob.glob(os.path.join(root, "lib/modules/*/kernel/**/*.ko"), recursive=True)
    return {os.path.basename(path)[:-3].replace("-", "_"): path for path in found}


def needed(files, name, done):
    """Appends `name` and, before it, what its .modinfo says it depends on. A module that this kernel
    has built in stands in no file, and needs none."""
    path = files.get(name.replace("-", "_"))
    if path is None or path in done:
        return
    depends = re.search(rb"\0depends=([^\0]*)\0", read(path))
    for other in depends.group(1).decode().split(",") if depends else []:
        needed(files, other, done)
    done.append(path)


def build(root, init, command, modules, commands, more=()):
    """`modules`: [(name, parameters)]; `commands`: [(name, kind, arguments)]; `more`: other files,
    [(path, bytes, mode)]."""
    archive, files, listing = Archive(), module_files(root), []
    for folder in ("dev", "proc", "sys", "tmp", "etc"):
        archive.folder(folder)
    archive.file("init", read(init), 0o755)
    archive.file("caveat", read(command), 0o755)
    archive.file("etc/os-release", read(os.path.join(root, "usr/lib/os-release")))
    for name, parameters in modules:
        paths = []
        needed(files, name, paths)
        for path in paths:
            place = "modules.d/" + os.path.basename(path)
            own = os.path.basename(path)[:-3].replace("-", "_") == name.replace("-", "_")
            if place not in archive.known:
                archive.known.add(place)
                archive.file(place, read(path))
                listing.append("/%s %s" % (place, parameters if own else ""))
    for path, data, mode in more:
        archive.file(path, data, mode)
    archive.file("modules", "".join(line.strip() + "\n" for line in listing).encode())
    lines = ["\t".join([name, kind, *arguments]) for name, kind, arguments in commands]
    archive.file("commands", "".join(line + "\n" for line in lines).encode())
    return archive.bytes()
