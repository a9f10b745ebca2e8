"""An uploaded file: the body itself or the one file of a form, packed with gzip or not, never larger than its limit."""

import asyncio
import io
import zlib
from typing import Any, Final

import python_multipart
from fastapi import Request
from python_multipart.multipart import Field, File

from shared.http.bodies import read_body
from shared.refusals import Refusal, Refused
from shared.texts import Text

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
UNKNOWN_ENCODING: Final = Refusal(
    Text(
        "upload.unknown_encoding",
        "不认识的 Content-Encoding {encoding}",
        "the Content-Encoding {encoding} is not known",
    ),
    Text("upload.send_plain_or_gzip", "请直接发送，或用 gzip 压缩", "send it as it is, or gzip"),
    "unsupported",
)
UNPACKS_TOO_LARGE: Final = Refusal(
    Text("upload.unpacks_too_large", "解压后超过 {most} 字节", "the body unpacks to more than {most} bytes"),
    Text("upload.split_file", "请把文件拆开", "split the file"),
    "large",
)
_SEND_FILE: Final = Text(
    "upload.send_file",
    "请把文件作为正文，或作为表单中唯一的文件发送",
    "send the file as the body, or as the one file of a form",
)
NO_GZIP: Final = Refusal(
    Text(
        "upload.no_gzip",
        "Content-Encoding 写的是 gzip，内容却不是",
        "the body is no gzip, though Content-Encoding says so",
    ),
    _SEND_FILE,
    "unreadable",
)
GZIP_BROKEN: Final = Refusal(
    Text(
        "upload.gzip_broken",
        "gzip 内容不完整，或后面还有别的内容",
        "the gzip of the body breaks off or has something behind it",
    ),
    _SEND_FILE,
    "unreadable",
)
EMPTY_FILE: Final = Refusal(
    Text("upload.empty_file", "文件是空的", "there is nothing in the file"), _SEND_FILE, "unreadable"
)
FORM_UNREADABLE: Final = Refusal(
    Text("upload.form_unreadable", "表单无法读取", "the form cannot be read"), _SEND_FILE, "unreadable"
)
NOT_ONE_FILE: Final = Refusal(
    Text("upload.not_one_file", "表单里有 {count} 个文件，应为一个", "the form has {count} files, not one"),
    _SEND_FILE,
    "unreadable",
)


async def read_upload(request: Request, maximum_bytes: int = MAXIMUM_FILE_BYTES) -> bytes:
    """The bytes of the file. The limit holds for the body and for what it unpacks to.

    Raises Refused over the limit, for another encoding than gzip, for a body that does not unpack,
    a form that cannot be read, one without exactly one file, or a file with nothing in it.
    """
    body = await read_body(request, maximum_bytes)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        body = await asyncio.to_thread(unpack, body, maximum_bytes)
    elif encoding != "identity":
        raise Refused(UNKNOWN_ENCODING.of(encoding=repr(encoding[:40])))
    content_type = request.headers.get("Content-Type", "")
    is_form = content_type.lower().startswith(_FORM)
    content = await asyncio.to_thread(file_of_form, body, content_type) if is_form else body
    if not content:
        raise Refused(EMPTY_FILE)
    return content


def unpack(body: bytes, maximum_bytes: int) -> bytes:
    """A body out of gzip. Raises Refused as soon as it grows over the limit, or where it is no gzip."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        content = unpacking.decompress(body, maximum_bytes + 1)
    except zlib.error as error:
        raise Refused(NO_GZIP) from error
    if len(content) > maximum_bytes:
        raise Refused(UNPACKS_TOO_LARGE.of(most=maximum_bytes))
    if not unpacking.eof or unpacking.unused_data:
        raise Refused(GZIP_BROKEN)
    return content


def file_of_form(body: bytes, content_type: str) -> bytes:
    """The one file of a form. Raises Refused where there is none, or more than one."""
    parts: list[Field | File] = []

    def keep(part: Field | File) -> None:
        parts.append(part)
        if len(parts) > MAXIMUM_FORM_PARTS:
            raise ValueError(f"more than {MAXIMUM_FORM_PARTS} parts")

    try:
        python_multipart.parse_form({"Content-Type": content_type.encode("latin-1")}, io.BytesIO(body), keep, keep)
    except ValueError as error:
        raise Refused(FORM_UNREADABLE) from error
    files = [part for part in parts if isinstance(part, File)]
    if len(files) != 1:
        raise Refused(NOT_ONE_FILE.of(count=len(files)))
    files[0].file_object.seek(0)
    content: bytes = files[0].file_object.read()
    return content
