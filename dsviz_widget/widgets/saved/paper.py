"""A sheet to draw a widget on with Pillow: text that fits, lines, pictures, and the frame that all have."""

from __future__ import annotations

import importlib.util
import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from PIL import Image as PILImage

SCALE = 1.5
"""Pixels of the file for one of the page."""
WIDTH_PX = 880
PAD_PX = 14
BAR_PX, FOOT_PX = 42, 34

# js/src/tokens.css, in light, mixed with the ground.
INK, INK_2, INK_3 = (22, 24, 29), (78, 79, 83), (101, 103, 106)
GROUND, SUNKEN, LINE, LINE_STRONG = (255, 255, 255), (248, 248, 248), (232, 232, 232), (204, 204, 206)
ACCENT, ERROR, OK = (37, 99, 235), (196, 43, 28), (21, 128, 61)
SIDES = ((47, 111, 219), (224, 161, 0), (194, 71, 127), (43, 157, 143),
         (138, 92, 209), (217, 98, 43), (91, 140, 42), (122, 106, 88))  # fmt: skip
"""Compared tables, and runs."""
CLASSES = (
    (127, 115, 175), (222, 92, 108), (35, 136, 49), (232, 186, 29), (95, 203, 250), (170, 51, 119),
    (250, 140, 119), (53, 167, 181), (63, 47, 224), (198, 255, 0), (210, 90, 255), (187, 187, 187),
)  # fmt: skip

Color = tuple[int, ...]

OTHER_FACES = (
    "DejaVuSans.ttf", "segoeui.ttf", "Arial Unicode.ttf", "Arial.ttf", "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc", "msgothic.ttc", "Hiragino Sans GB.ttc", "PingFang.ttc", "wqy-zenhei.ttc",
)  # fmt: skip
"""Faces for what Pillow's own does not have, which is all but ASCII; a machine has some of them."""
OWN_SIGNS = frozenset("·…“”’")
NO_LETTER = "\U0010ffff"


@lru_cache(maxsize=16)
def _own_face(size: float) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


@lru_cache(maxsize=16)
def _other_faces(size: float) -> list[Any]:
    """Return faces of this machine that have more letters."""
    from PIL import ImageFont

    drawn = importlib.util.find_spec("matplotlib")
    folders = (drawn.submodule_search_locations or []) if drawn is not None else []
    names = [*OTHER_FACES, *(f"{folder}/mpl-data/fonts/ttf/DejaVuSans.ttf" for folder in folders)]
    faces = []
    for name in names:
        try:
            faces.append(ImageFont.truetype(name, size * 0.92))
        except OSError:
            continue  # this machine does not have it
    return faces


@lru_cache(maxsize=2_000)
def _has(face: Any, sign: str) -> bool:
    return sign == " " or bytes(face.getmask(sign)) != bytes(face.getmask(NO_LETTER))


def _readable(text: str, size: float) -> tuple[str, Any]:
    """Return a text and a face that has its letters; what no face has becomes what is near, or "?"."""
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    if text.isascii() or all(sign.isascii() or sign in OWN_SIGNS for sign in text):
        return text, _own_face(size)
    faces, signs = _other_faces(size), set(text)
    for face in faces:
        if all(_has(face, sign) for sign in signs):
            return text, face
    near = {
        sign: unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?" for sign in signs
    }
    face = faces[0] if faces else _own_face(size)
    has = {sign: sign.isascii() or (bool(faces) and _has(face, sign)) for sign in signs}
    return "".join(sign if has[sign] else near[sign] for sign in text), face


def warm() -> None:
    """Load what drawing takes, so that the first cell need not wait for it."""
    paper = Paper(40)
    for size in (12, 13, 15):
        paper.text(0, 20, "0", size)
    paper.png()


class Paper:
    """A white sheet with rounded corners; all lengths are pixels of the page.

    Parameters
    ----------
    height_px : int
    """

    def __init__(self, height_px: int) -> None:
        from PIL import Image, ImageDraw

        self.width, self.height = WIDTH_PX, height_px
        self.image = Image.new("RGB", (round(WIDTH_PX * SCALE), round(height_px * SCALE)), GROUND)
        self._draw = ImageDraw.Draw(self.image)
        self._has_photos = False

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 13,
        ink: Color = INK,
        room: float | None = None,
        align: Literal["left", "right", "center"] = "left",
    ) -> float:
        """Write a line whose middle is at `y`, cut with an ellipsis where it lacks room; return its width."""
        shown, face = _readable(text[:400], size * SCALE)
        width = face.getlength(shown)
        if room is not None and width > room * SCALE:
            shown = _cut(shown, face, room * SCALE)
            width = face.getlength(shown)
        start = x * SCALE - {"left": 0, "right": width, "center": width / 2}[align]
        self._draw.text((start, y * SCALE), shown, fill=ink, font=face, anchor="lm")
        return float(width / SCALE)

    def line(self, points: list[tuple[float, float]], ink: Color = LINE, width: float = 1) -> None:
        """Draw lines from point to point."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=ink, width=max(1, round(width * SCALE)), joint="curve")

    def rect(
        self, x: float, y: float, width: float, height: float, fill: Color | None, line: Color | None = None,
        radius: float = 0, thick: float = 1,
    ) -> None:  # fmt: skip
        """Draw a rectangle."""
        box = [x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1]
        if box[2] < box[0] or box[3] < box[1]:
            return
        self._draw.rounded_rectangle(
            box, radius * SCALE, fill=fill, outline=line, width=max(1, round(thick * SCALE))
        )

    def dot(self, x: float, y: float, radius: float, fill: Color) -> None:
        """Draw a filled circle."""
        at = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self._draw.ellipse(at, fill=fill)

    def photo(self, picture: PILImage.Image, x: float, y: float, width: float, height: float) -> None:
        """Put a picture at the left of a place, as large as fits."""
        from PIL import Image

        scale = min(width * SCALE / picture.width, height * SCALE / picture.height)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        # Small pictures keep their pixels, as the table draws them.
        smooth = Image.Resampling.NEAREST if scale >= 2 else Image.Resampling.BILINEAR
        shown = picture.resize(size, smooth)
        at = (round(x * SCALE), round(y * SCALE + (height * SCALE - size[1]) / 2))
        self.image.paste(shown, at, shown if shown.mode == "RGBA" else None)
        self._has_photos = True

    def bar(self, title: str, subtitle: str, right: str) -> float:
        """Draw the top: a name, what it is of, and at the right a count; return where that begins."""
        room = self.width - 3 * PAD_PX
        used = self.text(PAD_PX, BAR_PX / 2, title, 15, INK, room * 0.5)
        counted = self.text(self.width - PAD_PX, BAR_PX / 2, right, 13, INK_2, room * 0.3, "right")
        if subtitle:
            self.text(
                PAD_PX + used + 10, BAR_PX / 2, subtitle, 13, INK_3, max(40, room - used - counted - 10)
            )
        self.line([(0, BAR_PX), (self.width, BAR_PX)])
        return self.width - PAD_PX - counted

    def foot(self, caption: str) -> None:
        """Draw the foot and the frame: what this is a picture of, and what to do to have the view."""
        top = self.height - FOOT_PX
        self.rect(0, top, self.width, FOOT_PX, SUNKEN)
        self.line([(0, top), (self.width, top)])
        self.text(PAD_PX, top + FOOT_PX / 2, caption, 12, INK_3, self.width - 2 * PAD_PX)
        self.rect(0, 0, self.width, self.height, None, LINE_STRONG, 8)

    def png(self) -> bytes:
        """Return the file; one with photos has 256 colors, which keeps notebooks small."""
        from PIL import Image

        image = self.image
        if self._has_photos:
            image = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=3)
        return file.getvalue()


def _cut(text: str, face: Any, room: float) -> str:
    """Return as much of a text as has room, with an ellipsis."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if face.getlength(text[:middle].rstrip() + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""
