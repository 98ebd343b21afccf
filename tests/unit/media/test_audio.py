"""Sounds: what they are made of, what is kept, and what is told of them."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LibraryMissing, MediaError, MediaFileError
from dsviz_widget.media.audio_loudness import Loudness
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.store import digest_of

RATE = 8000
SOUNDFILE = pytest.importorskip("soundfile")


def tone(seconds: float = 0.5, hertz: float = 440, level: float = 0.5, rate: int = RATE) -> np.ndarray:
    """A sine, (n,) float64."""
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def decoded(audio: wandb.Audio) -> tuple[np.ndarray, int]:
    """What another program reads from the file, as the integers in it."""
    samples, rate = SOUNDFILE.read(io.BytesIO(audio.read()), dtype="int32", always_2d=True)
    return samples, rate


STEREO = np.stack([tone(), tone(hertz=880)], axis=1)
FORMS = [
    (tone(), 1),
    (tone().astype(np.float16), 1),
    (tone().tolist(), 1),
    (STEREO, 2),
    (STEREO.T, 2),
    (STEREO.T[None], 2),
    (STEREO.astype(">f4"), 2),
]


@pytest.mark.parametrize(("given", "channels"), FORMS)
def test_floats_are_full_scale_at_one_whatever_their_form(given: Any, channels: int) -> None:
    audio = wandb.Audio(given, sample_rate=RATE, caption="a tone")
    samples, rate = decoded(audio)
    assert (rate, samples.shape) == (RATE, (4000, channels))
    assert np.abs(samples[:, 0] / 2**31 - tone()).max() < 1e-3
    assert (audio.format, audio.mime, audio.caption) == ("wav", "audio/wav", "a tone")
    assert audio.facts == {
        "seconds": 0.5, "sample_rate": RATE, "channels": channels, "frames": 4000, "bits": 16,
        "loudness": audio.facts["loudness"], "peak_db": pytest.approx(-6.02, abs=0.01),
    }  # fmt: skip


def test_tensors_too() -> None:
    torch = pytest.importorskip("torch")
    wave = torch.tensor(tone())
    assert decoded(wandb.Audio(wave.requires_grad_(), sample_rate=RATE))[0].shape == (4000, 1)
    assert decoded(wandb.Audio(torch.stack([wave, wave]).bfloat16(), sample_rate=RATE))[0].shape == (4000, 2)


INTEGERS = [
    (np.array([-32768, 0, 32767], np.int16), 16, [-(2**31), 0, 32767 << 16]),
    (np.array([-(2**31), 0, 2**31 - 1], np.int32), 32, [-(2**31), 0, 2**31 - 1]),
    (np.array([0, 128, 255], np.uint8), 8, [-(2**31), 0, 127 << 24]),
    (np.array([-128, 0, 127], np.int8), 8, [-(2**31), 0, 127 << 24]),
    (np.array([0, 32768, 65535], np.uint16), 16, [-(2**31), 0, 32767 << 16]),
    (np.array([-5, 0, 300]), 16, [-5 << 16, 0, 300 << 16]),
    (np.array([-70000, 0, 300]), 32, [-70000, 0, 300]),
]


@pytest.mark.parametrize(("given", "bits", "expected"), INTEGERS)
def test_integers_are_scaled_by_their_range(given: np.ndarray, bits: int, expected: list[int]) -> None:
    audio = wandb.Audio(given, sample_rate=RATE)
    assert (audio.facts["bits"], decoded(audio)[0][:, 0].tolist()) == (bits, expected)


def test_what_lies_beyond_full_scale_is_clipped_and_counted() -> None:
    with pytest.warns(UserWarning, match=r"2 of the sound's 4 samples lie beyond ±1, up to 3") as told:
        audio = wandb.Audio([0.0, 1.5, -3.0, 1.0], sample_rate=RATE)
    assert told[0].filename == __file__
    assert decoded(audio)[0][:, 0].tolist() == [0, 32767 << 16, -32767 << 16, 32767 << 16]


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
@pytest.mark.parametrize("form", ["path", "text", "open file", "bytes"])
def test_files_are_kept_byte_for_byte(tmp_path: Path, kind: str, form: str) -> None:
    path = tmp_path / f"a tone.{kind}"
    SOUNDFILE.write(path, np.stack([tone(rate=44_100)] * 2, axis=1), 44_100)
    content = path.read_bytes()
    forms = {"path": path, "text": str(path), "open file": io.BytesIO(content), "bytes": content}
    audio = wandb.Audio(forms[form], caption="kept")
    assert (audio.read(), audio.format) == (content, kind)
    assert audio.facts["seconds"] == pytest.approx(0.5, abs=0.06)
    assert (audio.facts["sample_rate"], audio.facts["channels"]) == (44_100, 2)
    assert audio.facts["bits"] == (16 if kind in ("wav", "flac") else None)
    assert audio.facts["peak_db"] == pytest.approx(-6, abs=0.5)
    assert audio.samples().shape[1] == 2


@pytest.mark.parametrize(
    "coding", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "IMA_ADPCM"]
)
def test_wav_files_of_every_coding(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "sound.wav"
    SOUNDFILE.write(path, tone(), RATE, subtype=coding)
    samples = wandb.Audio(path).samples()
    expected, _ = SOUNDFILE.read(path, dtype="float32", always_2d=True)
    assert np.abs(samples - expected).max() < 1e-6


def test_extensible_and_streamed_wav_files(tmp_path: Path) -> None:
    path = tmp_path / "six.wav"
    SOUNDFILE.write(path, np.stack([tone()] * 6, axis=1), RATE, format="WAVEX")
    assert wandb.Audio(path).facts["channels"] == 6
    streamed = bytearray(wandb.Audio(tone(), sample_rate=RATE).read())
    streamed[40:44] = b"\xff" * 4
    assert wandb.Audio(bytes(streamed)).facts["frames"] == 4000


def test_another_audio_shares_its_file() -> None:
    first = wandb.Audio(tone(), sample_rate=RATE, caption="first")
    assert wandb.Audio(first) == first
    second = wandb.Audio(first, caption="second")
    assert (second.digest, second.caption, second.facts) == (first.digest, "second", first.facts)
    assert second != first
    assert first != wandb.Audio(tone(hertz=441), sample_rate=RATE, caption="first")
    assert "seconds 0.5" in repr(first)


def test_lists_tell_durations_rates_and_captions() -> None:
    two = [wandb.Audio(tone(), sample_rate=RATE, caption="a"), wandb.Audio(tone(2), sample_rate=RATE)]
    assert wandb.Audio.durations(two) == [0.5, 2.0]
    assert wandb.Audio.sample_rates(two) == [RATE, RATE]
    assert (wandb.Audio.captions(two), wandb.Audio.captions(two[1:])) == (["a", ""], False)


WAV = wandb.Audio(tone(), sample_rate=RATE).read()
NO_DATA = WAV[:36]
BAD = [
    ([], RATE, ValueError, r"at least one sample; got an array of shape \(0,\)"),
    (np.zeros((3, 0)), RATE, ValueError, "at least one sample"),
    (np.zeros((100, 100)), RATE, ValueError, r"shape \(n,\), \(n, channels\).*got \(100, 100\)"),
    (np.zeros((2, 3, 4)), RATE, ValueError, r"got \(2, 3, 4\)"),
    ([0.1, np.nan, np.inf], RATE, ValueError, "2 of the sound's 3 samples are NaN or infinite"),
    (np.array([1j]), RATE, TypeError, "made of real numbers, got an array of complex128"),
    (np.array([True, False]), RATE, TypeError, "array of bool"),
    (["a", "b"], RATE, TypeError, "made of real numbers"),
    ([[1.0], [1.0, 2.0]], RATE, TypeError, "different lengths"),
    (object(), RATE, TypeError, "made from an array of samples, a path, a file or another Audio"),
    (np.array([0, 2**40]), RATE, ValueError, "wider than 32 bits"),
    ([0.5], None, ValueError, "Pass sample_rate, in Hz"),
    ([0.5], 0, ValueError, "whole number of Hz from 1 to 16,000,000, got 0"),
    ([0.5], -1, ValueError, "got -1"),
    ([0.5], 44_100.5, ValueError, "got 44100.5"),
    ([0.5], float("nan"), ValueError, "got nan"),
    ([0.5], 10**12, ValueError, "got 1000000000000"),
    ([0.5], "fast", TypeError, "number of Hz, got the text 'fast'"),
    ("https://example.com/a.wav", None, ValueError, "is an address"),
    (io.StringIO("RIFF"), None, TypeError, "Open it with mode 'rb'"),
    (b"", None, ValueError, "what was given is empty"),
    (b"hello world, this is text", None, ValueError, "is wav, flac, ogg or mp3"),
    (WAV[:2000], None, ValueError, "cut short: it promises 0.50 s, and 0.12 s are there"),
    (NO_DATA, None, ValueError, "WAV file without samples"),
    (WAV[:22] + b"\0\0" + WAV[24:], None, ValueError, "claims 0 channels"),
    (WAV[:24] + b"\0\0\0\0" + WAV[28:], None, ValueError, "at 0 Hz"),
    (WAV[:40] + struct.pack("<I", 1) + b"\0", None, ValueError, "0 s long"),
    (b"fLaC" + b"\0" * 60, None, ValueError, "cannot be decoded"),
]


@pytest.mark.parametrize(("given", "rate", "error", "said"), BAD)
def test_bad_input_is_refused_in_one_sentence(given: Any, rate: Any, error: type, said: str) -> None:
    with pytest.raises(MediaError, match=said) as raised:
        wandb.Audio(given, sample_rate=rate)
    assert isinstance(raised.value, error)
    assert "\n" not in str(raised.value)


def test_bad_files_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MediaFileError, match=r"there is no file '.*none\.wav'"):
        wandb.Audio(tmp_path / "none.wav")
    (tmp_path / "sound.mp3").write_bytes(WAV)
    with pytest.raises(
        MediaError, match=r"sound\.mp3' is a file of type wav inside\. Rename it to end in \.wav"
    ):
        wandb.Audio(tmp_path / "sound.mp3")
    (tmp_path / "text.wav").write_text("not a sound at all")
    with pytest.raises(MediaError, match=r"text\.wav' is no wav file inside"):
        wandb.Audio(tmp_path / "text.wav")
    (tmp_path / "no-ending").write_bytes(WAV)
    assert wandb.Audio(tmp_path / "no-ending").format == "wav"


def test_a_rate_that_a_file_does_not_have_is_said_to_be_without_effect() -> None:
    with pytest.warns(UserWarning, match="sample_rate=44100 has no effect: what was given says 8,000 Hz"):
        assert wandb.Audio(WAV, sample_rate=44_100).sample_rate == RATE


def test_a_file_that_is_damaged_further_on_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    SOUNDFILE.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, 100_000), RATE)
    path.write_bytes(path.read_bytes()[:30_000])
    audio = wandb.Audio(path)
    assert (audio.read(), audio.facts["seconds"]) == (path.read_bytes(), 12.5)


def test_without_soundfile_files_are_kept_and_arrays_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sound.flac"
    SOUNDFILE.write(path, tone(), RATE)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    audio = wandb.Audio(path)
    assert (audio.read(), set(audio.facts.values())) == (path.read_bytes(), {None})
    with pytest.raises(LibraryMissing, match="pip install soundfile"):
        audio.samples()
    assert wandb.Audio(tone(), sample_rate=RATE).facts["peak_db"] == pytest.approx(-6.02, abs=0.01)


def loudness(*parts: np.ndarray, rate: int = 48_000) -> float | None:
    """Loudness of parts after each other, given in blocks of an odd size."""
    sound = np.concatenate(parts)
    meter = Loudness(rate, sound.shape[1])
    for start in range(0, len(sound), 12_345):
        meter.add(sound[start : start + 12_345])
    return meter.integrated()


def both(decibels: float, seconds: float) -> np.ndarray:
    """1 kHz in both channels at a level in dB below full scale."""
    return np.repeat(tone(seconds, 1000, 10 ** (decibels / 20), 48_000)[:, None], 2, axis=1)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_a_sine_at_full_scale_is_3_lufs_below(rate: int) -> None:
    # ITU-R BS.1770-5, annex 1: 997 Hz at 0 dB in one channel reads -3.01.
    assert loudness(tone(3, 997, 1, rate)[:, None], rate=rate) == pytest.approx(-3.01, abs=0.05)


def test_loudness_of_the_broadcasters_test_signals() -> None:
    # EBU Tech 3341, cases 1 to 5, to 0.1 LU.
    assert loudness(both(-23, 5)) == pytest.approx(-23, abs=0.1)
    assert loudness(both(-33, 5)) == pytest.approx(-33, abs=0.1)
    gated = (both(-36, 3), both(-23, 18), both(-36, 3))
    assert loudness(*gated) == pytest.approx(-23, abs=0.1)
    assert loudness(both(-72, 3), *gated, both(-72, 3)) == pytest.approx(-23, abs=0.1)
    assert loudness(both(-26, 20), both(-20, 20.1), both(-26, 20)) == pytest.approx(-23, abs=0.1)


def test_loudness_of_what_is_short_silent_or_slow() -> None:
    assert loudness(both(-23, 0.2)) == pytest.approx(-23, abs=0.3)
    assert loudness(np.zeros((48_000, 1))) is None
    assert loudness(np.ones((50, 1)), rate=32) is None
    assert wandb.Audio(np.zeros(RATE), sample_rate=RATE).facts["peak_db"] is None


def test_real_recordings(shared_data: Path) -> None:
    digits = [wandb.Audio(path) for path in sorted((shared_data / "audio_digits").glob("*.wav"))]
    assert len(digits) == 30
    assert {(digit.sample_rate, digit.facts["bits"]) for digit in digits} == {(8000, 16)}
    assert all(-60 < digit.facts["loudness"] < 0 for digit in digits)
    roar = wandb.Audio(shared_data / "media" / "t-rex-roar.mp3")
    assert (roar.sample_rate, roar.facts["channels"]) == (44_100, 2)
    assert roar.seconds == pytest.approx(2.07, abs=0.01)


def test_a_damaged_recording_from_elsewhere_is_kept_and_said_so(caplog: pytest.LogCaptureFixture) -> None:
    content = b"RIFF\x24\x00\x00\x00WAVEfmt "
    encoded = Encoded(digest_of(content), len(content), "media/audio/cut.wav", None, content)
    assert wandb.Audio.from_elsewhere(encoded).read() == content
    (said,) = caplog.messages
    assert said.startswith("media/audio/cut.wav could not be read for its length")
    assert said.endswith("open it elsewhere to see whether it is damaged, and write it again if so")
