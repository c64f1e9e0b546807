"""Makes the careless submissions: archives as students hand them in, and ends.txt, how each must end.

Run it in this folder: python3 make.py
"""
import io, os, struct, tarfile, unicodedata, zipfile, zlib

RIGHT = b"func double(_ x: Int) throws -> Int { 2 * x }\n"
WRONG = b"func double(_ x: Int) throws -> Int { x + 2 }\n"
STUB = b"import ExerciseKit\n\nfunc double(_ x: Int) throws -> Int { throw Unsolved() }\n"
NAME = "01-Double.swift"
HOME = "Chapters/Chapter1/Exercises/" + NAME
ends = []


def zipped(name, category, entries):
    with zipfile.ZipFile(f"Careless/{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in entries:
            info = path if isinstance(path, zipfile.ZipInfo) else zipfile.ZipInfo(path, (2026, 11, 20, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    ends.append((f"{name}.zip", category))


def tarred(name, category, entries, suffix=".tgz"):
    mode = "w:gz" if suffix in (".tgz", ".tar.gz") else "w"
    with tarfile.open(f"Careless/{name}{suffix}", mode) as archive:
        for info, data in entries:
            if isinstance(info, str):
                info = tarfile.TarInfo(info)
                info.mtime = 1795000000
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data) if info.isreg() else None)
    ends.append((f"{name}{suffix}", category))


def raw(name, category, data):
    open(f"Careless/{name}", "wb").write(data)
    ends.append((name, category))


def link(path, target):
    info = zipfile.ZipInfo(path)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target.encode()


def tar_link(path, target, kind):
    info = tarfile.TarInfo(path)
    info.type, info.linkname = kind, target
    return info, b""


os.makedirs("Careless", exist_ok=True)
for old in os.listdir("Careless"):
    os.remove(f"Careless/{old}")

zipped("TheWholePackage", "passed", [("tapestry/" + HOME, RIGHT), ("tapestry/Package.swift", b"boom")])
zipped("TheBareFile", "passed", [(NAME, RIGHT)])
zipped("OneFolder", "passed", [("homework/" + NAME, RIGHT)])
tarred("ATarball", "passed", [("./" + HOME, RIGHT)])
tarred("ATarballWithALongName", "passed", [("a" * 150 + "/" + HOME, RIGHT)], ".tar.gz")
tarred("ATarballWithoutCompression", "passed", [(HOME, RIGHT)], ".tar")
zipped("WindowsLineEndings", "passed", [(HOME, RIGHT.replace(b"{ ", b"{\r\n"))])
zipped("WindowsPaths", "passed", [("Chapters\\Chapter1\\Exercises\\" + NAME, RIGHT)])
zipped("AByteOrderMark", "passed", [(HOME, b"\xef\xbb\xbf" + RIGHT)])
zipped("AMacsShadows", "passed", [(HOME, RIGHT), ("__MACOSX/" + HOME, b"\0\x05\x16\x07"), ("Chapters/Chapter1/Exercises/._" + NAME, b"\0")])
zipped("AFolderWithUmlauts", "passed", [(unicodedata.normalize("NFD", "Übung/") + HOME, RIGHT)])
zipped("ACommentInGreek", "passed", [(HOME, "// διπλό\n".encode() + RIGHT)])
zipped("NotTheAnswer", "failed", [(HOME, WRONG)])
zipped("TheStub", "unsolved", [(HOME, STUB)])
zipped("NothingInIt", "missing", [])
zipped("AnotherFile", "missing", [("essay.docx", b"PK")])
zipped("AnotherCase", "missing", [("Chapters/Chapter1/Exercises/01-double.swift", RIGHT)])
zipped("AnotherChapter", "missing", [("Chapters/Chapter2/Exercises/" + NAME, RIGHT)])
zipped("UTF16", "refused", [(HOME, RIGHT.decode().encode("utf-16"))])
zipped("Latin1", "refused", [(HOME, "// größer\n".encode("latin-1") + RIGHT)])
zipped("NulBytes", "refused", [(HOME, RIGHT + b"\0\0")])
zipped("AnEmptyFile", "did not compile", [(HOME, b"")])
zipped("TooLong", "refused", [(HOME, RIGHT + b"// " + b"x" * 70000)])
zipped("TwoFilesAlike", "refused", [("a/" + NAME, RIGHT), ("b/" + NAME, WRONG)])
zipped("ABackupBelow", "passed", [(HOME, RIGHT), ("old/" + HOME, WRONG)])
zipped("ALink", "refused", [link(HOME, "/etc/passwd")])
tarred("ALinkInATarball", "refused", [tar_link(HOME, "/etc/passwd", tarfile.SYMTYPE)])
tarred("AHardLink", "refused", [tar_link(HOME, "/etc/passwd", tarfile.LNKTYPE)])
tarred("ADevice", "refused", [tar_link(HOME, "", tarfile.FIFOTYPE)])
zipped("LeadsOutside", "passed", [("../../../../" + HOME, RIGHT)])
zipped("AbsoluteNames", "passed", [("/etc/" + HOME, RIGHT)])
zipped("ABomb", "refused", [("Chapters/big", b"\0" * (300 << 20)), (HOME, b"\0" * (100 << 20))])
tarred("ABombInATarball", "refused", [("big", b"\0" * (300 << 20)), (HOME, RIGHT)])
zipped("NotWhatItWas", "did not compile", [(HOME, b"func tripple(_ x: Int) throws -> Int { 3 * x }\n")])
zipped("ASyntaxError", "did not compile", [(HOME, b"func double(_ x: Int) throws -> Int { 2 *\n")])
zipped("AnotherSignature", "did not compile", [(HOME, b"func double(_ x: String) throws -> Int { 2 }\n")])


class Stream(io.RawIOBase):
    """A file without a way back: sizes follow the data, in descriptors, and are of 64 bits."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


stream = Stream()
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open(zipfile.ZipInfo(HOME, (2026, 11, 20, 12, 0, 0)), "w", force_zip64=True) as file:
        file.write(RIGHT)
raw("SizesBehindTheData.zip", "passed", stream.bytes)
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
    info = tarfile.TarInfo("b" * 300 + "/" + HOME)
    info.size, info.mtime = len(RIGHT), 1795000000
    archive.addfile(info, io.BytesIO(RIGHT))
raw("ALongNameTheGNUWay.tar", "passed", buffer.getvalue())
# 1 GB of nothing and no byte of it in the archive: an old sparse file of GNU's.
header = bytearray(tarfile.TarInfo(HOME).tobuf(tarfile.GNU_FORMAT))
header[156:157] = b"S"
header[386:410] = b"%011o\0%011o\0" % (1 << 30, 0)
header[483:495] = b"%011o\0" % (1 << 30)
header[148:156] = b" " * 8
header[148:156] = b"%06o\0 " % sum(header)
raw("MostlyHoles.tar", "refused", bytes(header) + b"\0" * 1024)
zipped("ThousandsOfEntries", "passed", [(f"n/{i}", b"") for i in range(5000)] + [(HOME, RIGHT)])
zipped("NamesOfManyKinds", "passed", [("a\nb/" + HOME, RIGHT), ("\u202egpj.exe", b""), ("x" * 4000, b""), ("-rf", b"")])
honest = open("Careless/TheBareFile.zip", "rb").read()
# Its list says one name and the file itself another, which counts.
raw("TwoNamesForOneFile.zip", "missing", honest.replace(NAME.encode(), b"02-Double.swift", 1))
secret = bytearray(honest)
secret[6] |= 1
secret[secret.index(b"PK\x01\x02") + 8] |= 1
raw("Encrypted.zip", "refused", bytes(secret))
raw("Damaged.zip", "refused", open("Careless/TheWholePackage.zip", "rb").read()[:60])
raw("NoArchive.zip", "refused", b"I could not upload it, sorry\n")
raw("Empty.tgz", "refused", b"")
tarred("AFileBehindALinkedFolder", "passed", [tar_link("Chapters", "/etc", tarfile.SYMTYPE), (HOME, RIGHT)])
zipped("ALinkedFolder", "refused", [link("Chapters/Chapter1/Exercises", "/etc"), link(HOME, "../../../../etc/passwd")])
zipped("AnInvisibleCharacter", "missing", [(HOME.replace("Double", "Dou\u200bble"), RIGHT)])
zipped("AnotherAlphabet", "missing", [(HOME.replace("Do", "D\u043e"), RIGHT)])
zipped("ReadFromTheRight", "missing", [("Chapters/Chapter1/Exercises/\u202e" + NAME, RIGHT)])
zipped("AFolderOfItsName", "refused", [(HOME + "/", b""), (HOME + "/" + NAME, RIGHT)])
# The size is a number below zero, in the binary form of GNU's.
header = bytearray(tarfile.TarInfo(HOME).tobuf(tarfile.GNU_FORMAT))
header[124:136] = b"\xff" * 11 + b"\0"
header[148:156] = b" " * 8
header[148:156] = b"%06o\0 " % sum(header)
raw("LessThanNothing.tar", "refused", bytes(header) + RIGHT.ljust(512, b"\0") + b"\0" * 1024)
twice = open("Careless/ATarball.tgz", "rb").read()
raw("SomethingBehindIt.tgz", "passed", twice + b"and so on" * 100)

zipped("AZipInAZip", "missing", [("homework.zip", honest)])
raw("ATarballCalledZip.zip", "passed", open("Careless/ATarball.tgz", "rb").read())
zipped("ALinkAndAFileThroughIt", "passed", [link("a", "/etc"), ("a/" + HOME, RIGHT)])
zipped("TwoFormsOfOneFolder", "refused", [("\u00dcbung/" + NAME, RIGHT), ("U\u0308bung/" + NAME, WRONG)])
zipped("TwoCasesOfOneFile", "passed", [(HOME, RIGHT), (HOME.upper(), WRONG), (HOME.lower(), WRONG)])
zipped("NamesOfNothing", "passed", [("/", b""), ("//", b""), (".", b""), ("..", b""), (" ", b"x"), (HOME, RIGHT)])
zipped("FoldersWithoutEnd", "passed", [("a/" * 10_000 + HOME, RIGHT)])
raw("SomethingBeforeIt.zip", "passed", b"#!/bin/sh\n" + b"x" * 5000 + honest)
# What its list says about the file: another size, another check sum, another way of packing, and that
# it begins behind the end.
listed = honest.index(b"PK\x01\x02")
for name, offset, size, number, category in [
    ("ASizeThatIsNone.zip", 24, 4, 1 << 31, "passed"), ("AnotherCheckSum.zip", 16, 4, 1, "refused"),
    ("AnotherPacking.zip", 10, 2, 97, "refused"), ("BehindTheEnd.zip", 42, 4, 1 << 30, "refused"),
]:
    wrong = bytearray(honest)
    wrong[listed + offset : listed + offset + size] = number.to_bytes(size, "little")
    if name == "AnotherPacking.zip":
        wrong[8:10] = b"\x61\0"
    if name == "AnotherCheckSum.zip":
        wrong[14:18] = b"\1\0\0\0"
    raw(name, category, bytes(wrong))
# Sizes of 64 bits, and a list of them that says 2^60.
extra = struct.pack("<HHQQ", 1, 16, 1 << 60, 1 << 60)
local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0x5D74, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(NAME), len(extra))
head = local + NAME.encode() + extra
central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0x5D74, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(NAME), len(extra), 0, 0, 0, 0, 0)
central += NAME.encode() + extra
end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central), len(head) + len(RIGHT), 0)
raw("MoreThanThereIs.zip", "refused", head + RIGHT + central + end)
# Two entries of the list for one file's bytes, as in archives of which a few kilobytes are petabytes.
first = honest[listed : honest.index(b"PK\x05\x06")]
raw("OneFileTwice.zip", "passed", honest[:listed] + first * 2 + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(first) * 2, listed, 0))

tarred("ABlockDevice", "refused", [tar_link(HOME, "", tarfile.BLKTYPE)])
tarred("ALinkToItself", "refused", [tar_link(HOME, HOME, tarfile.LNKTYPE), tar_link(HOME, HOME, tarfile.SYMTYPE)])
raw("CutOff.tgz", "refused", twice[: len(twice) * 2 // 3])
honest_tar = bytearray(open("Careless/ATarballWithoutCompression.tar", "rb").read())
honest_tar[148:156] = b"000001\0 "
raw("AHeaderThatIsNone.tar", "refused", bytes(honest_tar))


def packed(chunks):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(chunk) for chunk in chunks) + packer.flush()


def with_attributes(name, category, attributes, data=RIGHT):
    """A tarball with a header of attributes before its file, as POSIX has them."""
    info = tarfile.TarInfo(HOME)
    info.size, info.mtime = len(data), 1795000000
    lines = b""
    for key, value in attributes:
        body = b" %s=%s\n" % (key, value)
        length = len(body) + 1
        while len(str(length)) + len(body) != length:
            length += 1
        lines += str(length).encode() + body
    extended = tarfile.TarInfo("attributes")
    extended.type, extended.size = tarfile.XHDTYPE, len(lines)
    pad = lambda bytes: bytes + b"\0" * (-len(bytes) % 512)
    whole = extended.tobuf() + pad(lines) + info.tobuf() + pad(data) + b"\0" * 1024
    raw(f"{name}.tgz", category, packed([whole]))


with_attributes("ANameOfAMegabyte", "refused", [(b"path", b"a" * (1 << 20) + b"/" + HOME.encode())])
with_attributes("TheFarFuture", "passed", [(b"mtime", b"99999999999999999")])
with_attributes("BeforeAllTime", "passed", [(b"mtime", b"-99999999999999999")])
with_attributes("ASizeOfItsOwn", "refused", [(b"size", b"9223372036854775807")])
with_attributes("HolesInAttributes", "refused", [
    (b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"), (b"GNU.sparse.name", HOME.encode()),
    (b"GNU.sparse.realsize", b"1099511627776")], b"1\n0\n0\n".ljust(512, b"\0"))
with_attributes("AnotherNameInAttributes", "missing", [(b"path", b"essay.docx")])


# Ten gigabytes of nothing, packed three times; and as many empty parts, which expand to nothing at all.
zeros = tarfile.TarInfo("zeros")
zeros.size = 10 << 30
whole = packed([zeros.tobuf()] + [b"\0" * (1 << 24)] * 640 + [b"\0" * 1024])
raw("PackedThreeTimes.tgz", "refused", packed([packed([whole])]))
empty = packed([])
raw("ManyTimesNothing.tgz", "refused", packed([packed([empty * 50_000] * 2_000)]))
# And once, in a size that a repository can hold.
zeros.size = 2 << 30
raw("MuchOfNothing.tgz", "refused", packed([zeros.tobuf(), b"\0" * (1 << 24)]))

open("ends.txt", "w").write("".join(f"{name}: {category}\n" for name, category in ends))
