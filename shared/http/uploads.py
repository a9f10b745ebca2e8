"""An uploaded file: the body itself or the one file of a form, packed with gzip or not, never larger than its limit."""

import asyncio
import io
import zlib
from typing import Any, Final

import python_multipart
from fastapi import Request
from python_multipart.multipart import Field, File

from shared.http.bodies import read_body
from shared.http.problems import ProblemError

MAXIMUM_FILE_BYTES: Final = 32 * 1024 * 1024
MAXIMUM_FORM_PARTS: Final = 20
"""Fields and files of a form."""
_FORM: Final = "multipart/form-data"
_GZIP: Final = zlib.MAX_WBITS | 16
_ANY_FILE: Final = {"schema": {"type": "string", "format": "binary", "minLength": 1}}
UPLOAD_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": _ANY_FILE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _ANY_FILE,
            "application/octet-stream": _ANY_FILE,
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
"""How an operation that takes a file shows it."""


async def read_upload(request: Request, maximum_bytes: int = MAXIMUM_FILE_BYTES) -> bytes:
    """The bytes of the file. The limit holds for the body and for what it unpacks to.

    Raises ProblemError 413 over the limit, 415 for another encoding than gzip, 400 for a body that does not unpack,
    a form that cannot be read, one without exactly one file, or a file with nothing in it.
    """
    body = await read_body(request, maximum_bytes)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        body = await asyncio.to_thread(unpack, body, maximum_bytes)
    elif encoding != "identity":
        raise ProblemError(
            415,
            "Not usable",
            f"the Content-Encoding {encoding[:40]!r} is not known",
            advice="send it as it is, or gzip",
        )
    content_type = request.headers.get("Content-Type", "")
    is_form = content_type.lower().startswith(_FORM)
    content = await asyncio.to_thread(file_of_form, body, content_type) if is_form else body
    if not content:
        raise _broken("there is nothing in the file")
    return content


def unpack(body: bytes, maximum_bytes: int) -> bytes:
    """A body out of gzip. Raises ProblemError 413 as soon as it grows over the limit, 400 where it is no gzip."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        content = unpacking.decompress(body, maximum_bytes + 1)
    except zlib.error as error:
        raise _broken("the body is no gzip, though Content-Encoding says so") from error
    if len(content) > maximum_bytes:
        raise ProblemError(
            413, "Too large", f"the body unpacks to more than {maximum_bytes} bytes", advice="split the file"
        )
    if not unpacking.eof or unpacking.unused_data:
        raise _broken("the gzip of the body breaks off or has something behind it")
    return content


def file_of_form(body: bytes, content_type: str) -> bytes:
    """The one file of a form. Raises ProblemError 400 where there is none, or more than one."""
    parts: list[Field | File] = []

    def keep(part: Field | File) -> None:
        parts.append(part)
        if len(parts) > MAXIMUM_FORM_PARTS:
            raise ValueError(f"more than {MAXIMUM_FORM_PARTS} parts")

    try:
        python_multipart.parse_form({"Content-Type": content_type.encode("latin-1")}, io.BytesIO(body), keep, keep)
    except ValueError as error:
        raise _broken("the form cannot be read") from error
    files = [part for part in parts if isinstance(part, File)]
    if len(files) != 1:
        raise _broken(f"the form has {len(files)} files, not one")
    files[0].file_object.seek(0)
    content: bytes = files[0].file_object.read()
    return content


def _broken(detail: str) -> ProblemError:
    return ProblemError(400, "Not readable", detail, advice="send the file as the body, or as the one file of a form")
