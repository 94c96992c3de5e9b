"""Screenshots as small files: at most 256 colours, which is plenty for words, lines and flat grounds."""

import base64
import zlib
from typing import Any

import numpy as np
from playwright.sync_api import Page

COLOURS = 256

_READ = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def small(blank: Page, png: bytes) -> bytes:
    """The picture with its most frequent colours only, every other one as the nearest of those.

    :param blank: an empty page, whose browser reads the picture.
    """
    width, height, data = blank.evaluate(_READ, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(data), np.uint8).reshape(-1, 4)[:, :3]
    palette, places = _reduced(pixels)
    return _png(width, height, palette, places)


def _reduced(pixels: Any) -> tuple[Any, Any]:
    """(palette, index of each pixel): the most frequent colours exactly, every other as the nearest of them."""
    packed = pixels.astype(np.int32) @ np.array([65536, 256, 1], np.int32)
    found, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = np.array([((kept - colour) ** 2).sum(axis=1).argmin() for colour in colours], np.uint8)
    return kept.astype(np.uint8), nearest[places.ravel()]


def _png(width: int, height: int, palette: Any, places: Any) -> bytes:
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = places.reshape(height, width)
    size = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 3, 0, 0, 0])
    parts = ((b"IHDR", size), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
