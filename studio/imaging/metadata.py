"""EXIF data that an edited picture keeps: who, when and with what, not how its pixels were stored. Free of Qt."""

from __future__ import annotations

from PIL import ExifTags, Image

LARGEST = 60_000
"""Bytes: what a JPEG has room for, with some to spare."""
_INCHES = 2
_Base = ExifTags.Base
_KEPT = {
    *(_Base.ImageDescription, _Base.Make, _Base.Model, _Base.Software, _Base.DateTime, _Base.Artist, _Base.Copyright),
    *(_Base.XPTitle, _Base.XPComment, _Base.XPAuthor, _Base.XPKeywords, _Base.XPSubject),
    *(ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo),
}
"""Not kept: the orientation, which has been applied, the resolution, which is kept elsewhere, and the thumbnail,
which would show what was replaced."""


def described(exif: bytes) -> bytes:
    """EXIF data of a file -> what is kept of it; nothing if it is damaged or too long."""
    if not exif:
        return b""
    try:
        data = Image.Exif()
        data.load(exif)
        for tag in list(data):
            if tag not in _KEPT:
                del data[tag]
        found = data.tobytes() if len(data) else b""
    except Exception:  # EXIF data may be anything
        return b""
    return found if len(found) <= LARGEST else b""


def renewed(exif: bytes, width: int, height: int, *, dpi: tuple[float, float] | None = None) -> bytes:
    """The same with the size of the picture as it now is, if it tells one. Args: dpi: to be told too."""
    data = Image.Exif()
    if exif:
        data.load(exif)
    if dpi is not None:
        data[_Base.XResolution], data[_Base.YResolution], data[_Base.ResolutionUnit] = *dpi, _INCHES
    within = data.get_ifd(ExifTags.IFD.Exif)
    for tag, side in ((_Base.ExifImageWidth, width), (_Base.ExifImageHeight, height)):
        if tag in within:
            within[tag] = side
    return data.tobytes() if len(data) else b""
