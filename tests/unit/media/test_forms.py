"""Pixels in every form: figures, tensors, deep grey, odd modes, addresses, and another artifact's image."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageCms

import dsviz_widget as wandb
from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Task
from dsviz_widget.store import Blobs, Catalog
from dsviz_widget.widgets.display import show_image
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.builders import HEIGHT, WIDTH, blob_files, box, ids, logged, picture_file, pixels, table


@pytest.fixture
def figure() -> Iterator[Any]:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    made, axes = pyplot.subplots(figsize=(2, 1), dpi=50)
    axes.plot([1, 2, 3])
    yield made
    pyplot.close(made)


def test_figures(figure: Any) -> None:
    from matplotlib import pyplot

    for given in (figure, figure.axes[0], figure.axes[0].lines[0], pyplot):
        image = wandb.Image(given, caption="a plot")
        assert (image.width, image.height, image.format) == (100, 50, "png")
        assert len(np.unique(np.asarray(image.image).reshape(-1, 4), axis=0)) > 5
    assert wandb.Image(figure, mode="L", file_type="jpg").image.mode == "L"


def test_what_belongs_to_no_figure(figure: Any) -> None:
    from matplotlib.lines import Line2D

    with pytest.raises(MediaTypeError, match=r"belongs to no matplotlib figure. Pass the figure"):
        wandb.Image(Line2D([1], [1]))


class HalfTensor:
    """What a torch.Tensor of bfloat16 shows of itself: NumPy has no such type."""

    shape = (3, 5, 7)

    def detach(self) -> HalfTensor:
        return self

    def cpu(self) -> HalfTensor:
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        raise TypeError("Got unsupported ScalarType BFloat16")

    def float(self) -> Floats:
        return Floats(np.full(self.shape, 0.5, np.float32))


class Floats:
    """What a torch.Tensor of float32 shows of itself."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.values, self.shape = values, values.shape

    def detach(self) -> Floats:
        return self

    def cpu(self) -> Floats:
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return self.values


def test_half_precision_tensors() -> None:
    assert np.asarray(wandb.Image(HalfTensor()).image).tolist() == np.full((5, 7, 3), 127).tolist()


@pytest.mark.parametrize("shape", [(3, 5, 7), (1, 3, 5, 7), (1, 1, 3, 5, 7), (1, 5, 7), (1, 1, 5, 7), (5, 7)])
def test_tensors_of_one_picture(shape: tuple[int, ...]) -> None:
    image = wandb.Image(Floats(np.zeros(shape, np.float32)))
    assert (image.width, image.height) == (7, 5)


def test_a_batch_of_tensors_is_no_picture() -> None:
    with pytest.raises(MediaValueError, match=r"got \(2, 3, 5, 7\)"):
        wandb.Image(Floats(np.zeros((2, 3, 5, 7), np.float32)))


@pytest.mark.parametrize("content", [b"png", bytearray(b"png"), io.BytesIO(b"png")], ids=repr)
def test_content_of_a_file(content: Any) -> None:
    with pytest.raises(MediaTypeError, match=r"Open it with PIL.Image.open\(io.BytesIO"):
        wandb.Image(content)


DEEP = np.linspace(0, 65_535, HEIGHT * WIDTH).astype(np.uint16).reshape(HEIGHT, WIDTH)


@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_arrays_of_uint16_are_sixteen_bit_grey(store: object, order: str) -> None:
    image = wandb.Image(DEEP.astype(order))
    found = logged(table(["im"], [image])).data[0][0]
    assert found.image.mode == "I;16"
    np.testing.assert_array_equal(np.asarray(found.image), DEEP)
    shallow = wandb.Image(DEEP, file_type="bmp")
    _ = shallow.encoded
    np.testing.assert_array_equal(np.asarray(shallow.image.convert("L")), DEEP >> 8)


def test_deep_grey_looks_alike_small_and_large(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(wandb.Image(DEEP // 16).encoded.content)  # type: ignore[arg-type]
    thumbnails = Thumbnails(blobs)
    for shown in (thumbnails.image(digest, 128), thumbnails.original(digest, "png")):
        values = np.asarray(PILImage.open(io.BytesIO(shown.content)).convert("L"))
        assert (values.min(), values.max()) == (0, 255)


@pytest.mark.parametrize(
    "given", [pixels(), DEEP, PILImage.new("CMYK", (3, 3)), PILImage.new("PA", (3, 3)), np.zeros((3, 3, 4))]
)
def test_any_picture_shows_itself_as_a_png(given: Any) -> None:
    shown = show_image(wandb.Image(given))
    assert shown is not None
    assert PILImage.open(io.BytesIO(shown)).mode in ("RGB", "RGBA")
    assert show_image(wandb.Image("https://example.org/a.png")) is None


BYTES_HELD = """
import resource, sys
from pathlib import Path
import dsviz_widget as wandb
table = wandb.Table(["im"])
files = sorted(Path(sys.argv[1]).iterdir())
table.add_data(wandb.Image(files[0]))
table.to_arrow()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for file in files:
    table.add_data(wandb.Image(file))
run, artifact = wandb.init(project="p"), wandb.Artifact("a", type="dataset")
artifact.add(table, "t")
run.log_artifact(artifact)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_files_are_never_in_memory_together(store: Catalog, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    content = np.random.default_rng(0).integers(0, 256, (1000, 1000), dtype=np.uint8)
    for index in range(300):
        content[0, :2] = divmod(index, 256)
        PILImage.fromarray(content).save(tmp_path / "many" / f"{index}.bmp")
    script = [sys.executable, "-c", BYTES_HELD, str(tmp_path / "many")]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    assert sum(file.stat().st_size for file in blob_files(store)) > 300_000_000
    assert int(done.stdout) < 60


def test_floats_of_pillow_are_scaled_like_those_of_an_array() -> None:
    floats = np.array([[0, 0.5, 1]], np.float32)
    assert np.asarray(wandb.Image(PILImage.fromarray(floats)).image).tolist() == [[0, 127, 255]]
    with pytest.raises(MediaValueError, match="are NaN or infinite"):
        wandb.Image(PILImage.fromarray(floats + np.float32(np.inf)))


def test_integers_of_pillow_that_fit_into_no_png() -> None:
    with pytest.raises(MediaValueError, match=r"integers run from -1 to 70000, outside 0..255"):
        wandb.Image(PILImage.fromarray(np.array([[-1, 70_000]], np.int32)))


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_transparent_color_survives(store: object, mode: str) -> None:
    made = PILImage.fromarray(pixels()).convert(mode)
    made.info["transparency"] = (0, 0, 0) if mode == "RGB" else 0
    found = logged(table(["im"], [wandb.Image(made)])).data[0][0]
    np.testing.assert_array_equal(np.asarray(found.image.convert("RGBA")), np.asarray(made.convert("RGBA")))


def test_the_profile_of_inks_is_not_kept_for_colors() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, kept in (("CMYK", None), ("RGB", profile)):
        made = PILImage.new(mode, (3, 3))
        made.info["icc_profile"] = profile
        image = wandb.Image(made)
        _ = image.encoded
        assert image.image.info.get("icc_profile") == kept


def test_cmyk_files_are_kept_and_shown(tmp_path: Path) -> None:
    PILImage.new("CMYK", (300, 200), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    image = wandb.Image(tmp_path / "print.jpg")
    assert image.image.mode == "CMYK"
    blobs = Blobs(tmp_path / "blobs")
    small = Thumbnails(blobs).image(blobs.put(tmp_path / "print.jpg"), 128)
    red = np.asarray(PILImage.open(io.BytesIO(small.content)).convert("RGB")).reshape(-1, 3).mean(axis=0)
    assert red[0] > 200
    assert red[1] < 60


@pytest.mark.parametrize("given", ["png", "jpg", "jpeg", "bmp"])
def test_a_file_of_another_type_is_written_anew(tmp_path: Path, given: str) -> None:
    path = picture_file(tmp_path / "photo.png")
    for source in (path, wandb.Image(path)):
        image = wandb.Image(source, file_type=given)
        assert (image.encoded.content == path) is (given == "png")
        assert image.format == given.replace("jpeg", "jpg")


def test_pillow_of_a_file_that_was_closed(tmp_path: Path) -> None:
    with PILImage.open(picture_file(tmp_path / "photo.png")) as opened:
        pass
    with pytest.raises(MediaValueError, match="the PIL image cannot be read"):
        wandb.Image(opened)


@pytest.mark.parametrize("path_like", [Path, str, lambda path: Entry(str(path))], ids=["Path", "str", "like"])
def test_paths(tmp_path: Path, path_like: Any) -> None:
    image = wandb.Image(path_like(picture_file(tmp_path / "photo.png")))
    np.testing.assert_array_equal(np.asarray(image.image), pixels())


class Entry(os.PathLike[str]):
    def __init__(self, path: str) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return self.path


CLASSES = [{"id": 0, "name": "road"}, {"id": 7, "name": "car"}]


def test_classes_and_grouping_are_kept_without_overlays(store: object) -> None:
    given = [
        wandb.Image(pixels(), classes=CLASSES, grouping=3),
        wandb.Image(pixels(1), classes=wandb.Classes([{"id": 0, "name": "sea"}])),
        wandb.Image(pixels(2)),
    ]
    found = logged(table(["im"], *([image] for image in given))).get_column("im")
    assert found == given
    assert [image.labels for image in found] == [{0: "road", 7: "car"}, {0: "sea"}, {}]
    assert [image.grouping for image in found] == [3, None, None]


def test_classes_of_an_image_of_its_own(store: object) -> None:
    run, artifact = wandb.init(project="p"), wandb.Artifact("pictures", type="dataset")
    artifact.add(wandb.Image(picture_file(Path("a.png")), classes=CLASSES), "one")
    run.log_artifact(artifact)
    assert run.use_artifact("pictures:latest").get("one").labels == {0: "road", 7: "car"}


def test_names_that_are_not_unicode(store: object) -> None:
    odd = os.fsdecode(b"caf\xe9")
    image = wandb.Image(
        pixels(),
        caption=odd,
        classes=[{"id": 1, "name": odd}],
        masks={odd: {"mask_data": ids(), "class_labels": {2: odd}}},
        boxes={odd: {"box_data": [box(0, 1, 0, 1, box_caption=odd, scores={odd: 1})]}},
    )
    found = logged(table(["im"], [image])).data[0][0]
    assert found == image
    assert found.caption == "caf?"


def test_one_class_of_two_names_is_said_aloud() -> None:
    made = table(["im"])
    made.add_data(wandb.Image(pixels(), masks={"m": {"mask_data": ids(), "class_labels": {1: "cat"}}}))
    with pytest.warns(UserWarning, match=r"mask 'm' calls class 1 'cat' in earlier rows and 'dog' here"):
        made.add_data(wandb.Image(pixels(), masks={"m": {"mask_data": ids(), "class_labels": {1: "dog"}}}))


def test_an_image_of_another_artifact_keeps_its_bytes_and_gets_new_overlays(store: Catalog) -> None:
    run = wandb.init(project="p")
    first = wandb.Artifact("photos", type="dataset")
    first.add(wandb.Image(pixels(), caption="a road"), "one")
    run.log_artifact(first)
    before = len(blob_files(store))
    source = run.use_artifact("photos:latest").get("one")
    image = wandb.Image(
        source,
        classes=CLASSES,
        masks={"m": {"mask_data": ids()}},
        boxes={"b": {"box_data": [box(0.1, 0.2, 0.3, 0.4, class_id=7)]}},
    )
    second = wandb.Artifact("predictions", type="dataset")
    second.add(image, "one")
    run.log_artifact(second)
    found = run.use_artifact("predictions:latest").get("one")
    assert found == image
    assert found.encoded.ref == source.encoded.ref == f"p/photos:v0/{source.encoded.path}"
    assert (list(found.masks), list(found.boxes)) == (["m"], ["b"])
    assert found.boxes["b"].labels[7] == "car"
    # The mask and the one row around the image; the photo is there already.
    assert len(blob_files(store)) <= before + 3


def test_equal_pixels_in_other_bytes_are_equal(tmp_path: Path) -> None:
    PILImage.fromarray(pixels()).save(tmp_path / "packed.png", optimize=True)
    PILImage.fromarray(pixels()).save(tmp_path / "plain.bmp")
    image = wandb.Image(pixels())
    assert image == wandb.Image(tmp_path / "packed.png") == wandb.Image(tmp_path / "plain.bmp")
    assert image != wandb.Image(pixels(1))
    assert image != wandb.Image(pixels(), classes=CLASSES)
    assert image != wandb.Image(pixels(), grouping=1)
    assert image != wandb.Image("https://example.org/a.png")


ADDRESSES = ["https://example.org/a.png", "http://example.org/b?c=1", "s3://bucket/c.jpeg", "gs://b/d"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_kept_and_not_fetched(store: object, address: str) -> None:
    overlays: dict[str, Any] = {
        "masks": {"m": {"mask_data": ids()}},
        "boxes": {"b": {"box_data": [box(0, 0.5, 0, 1), box(3, 9, 3, 9, domain="pixel")]}},
    }
    image = wandb.Image(address, caption="far away", classes=CLASSES, **overlays)
    assert (image.url, image.width, image.height) == (address, None, None)
    made = table(["name", "im"], ["a", image], ["b", wandb.Image(pixels())])
    found = logged(made)
    assert found == made
    assert found.data[0][1].url == address
    assert wandb.Image(found.data[0][1]).url == address
    with pytest.raises(MediaValueError, match=r"its bytes are not here. Call fetch\(\)"):
        _ = image.image
    session = TableSession(found, "t")
    small, _ = session.pictures.small({"column": "im", "rows": [0, 1]}, Task())
    assert small["items"][0]["error"] == (
        f"This picture is kept as the address {address} and was not fetched. Image.fetch() gets it."
    )
    assert small["items"][1]["width"] == WIDTH
    large, _ = session.pictures.whole({"column": "im", "row": 0}, Task())
    assert large["error"] == small["items"][0]["error"]


@pytest.mark.parametrize("address", ["ftp://host/a.png", "https://", "file:///a.png", "http://[x/a.png"])
def test_addresses_of_other_kinds(address: str) -> None:
    with pytest.raises(MediaValueError) as caught:
        wandb.Image(address)
    assert address in str(caught.value)


@pytest.mark.parametrize("argument", [{"mode": "L"}, {"file_type": "png"}], ids=repr)
def test_an_address_has_no_pixels_to_change(argument: Any) -> None:
    with pytest.raises(MediaValueError, match=r"mode and file_type need them. Call Image\(address\).fetch"):
        wandb.Image("https://example.org/a.png", **argument)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    content = picture_file(tmp_path / "photo.png").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/photo.png": content, "/text.png": b"hello", "/bucket/a/photo.png": content}
            found = known.get(self.path)
            self.send_response(404 if found is None else 200)
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Mon, 22 Feb 2021 10:00:00 GMT")
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *args: Any) -> None:
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    serving.server_close()


def test_fetching_when_asked(server: str, store: object) -> None:
    image = wandb.Image(f"{server}/photo.png", caption="a", masks={"m": {"mask_data": ids()}})
    fetched = image.fetch()
    np.testing.assert_array_equal(np.asarray(fetched.image), pixels())
    assert (fetched.url, fetched.caption, list(fetched.masks)) == (None, "a", ["m"])
    assert fetched.fetch() is fetched
    assert logged(table(["im"], [fetched])).data[0][0] == fetched
    small = wandb.Image(f"{server}/photo.png", masks={"m": {"mask_data": np.zeros((3, 3))}})
    for given, message in [
        (small, "mask 'm' is 3 × 3 and its image 24 × 16"),
        (wandb.Image(f"{server}/text.png"), "is not an image that Pillow can read"),
        (wandb.Image(f"{server}/nope.png"), "cannot be fetched: .*404"),
        (wandb.Image("http://127.0.0.1:9/a.png"), "cannot be fetched"),
    ]:
        with pytest.raises(MediaValueError, match=message):
            given.fetch()


def test_a_column_of_class_ids(store: object) -> None:
    classes = wandb.Classes(CLASSES)
    made = table(["label"], [0], [7])
    made.cast("label", classes.get_type())
    with pytest.raises(TypeError, match=r"holds the class ids 0 \(road\), 7 \(car\), got the number 3"):
        made.add_data(3)
    made.add_data(np.int64(7))
    found = logged(made)
    assert found.get_column("label") == [0, 7, 7]
    assert found.column_types["label"] == classes.get_type()
    with pytest.raises(TypeError, match="got the number 5"):
        table(["label"], [5]).cast("label", classes)


def test_declared_columns_of_images(store: object) -> None:
    made = table(["im", "n"], dtype=[wandb.Image, int])
    made.add_data(wandb.Image(pixels(), masks={"m": {"mask_data": ids()}}), 1)
    with pytest.raises(TypeError, match=r"it holds images, got the text 'a.png'"):
        made.add_data("a.png", 2)
    assert logged(made) == made
    empty = table(["im"], dtype=[wandb.Image(pixels(), masks={"m": {"mask_data": ids()}})])
    assert empty.column_types["im"].kind == "image"


def test_fetching_from_a_bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("obstore")
    monkeypatch.setenv("AWS_ENDPOINT", server)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    fetched = wandb.Image("s3://bucket/a/photo.png").fetch()
    np.testing.assert_array_equal(np.asarray(fetched.image), pixels())
    with pytest.raises(MediaValueError, match=r"'s3://bucket/nope.png' cannot be fetched: s3://bucket/nope"):
        wandb.Image("s3://bucket/nope.png").fetch()
