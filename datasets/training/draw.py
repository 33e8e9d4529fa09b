#!/usr/bin/env python3
"""Draws the two training tables beside it, hearts.parquet and lime.parquet. Needs pillow and pyarrow.

The embedded model knows circles, squares, triangles, stars, rings, crosses, diamonds and hexagons in ten colours;
it has never seen a heart, and never this green.
"""
import io
import os
import random

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, ImageDraw

HERE = os.path.dirname(os.path.abspath(__file__))
SIDE = 128
SCALE = 4  # drawn larger, then reduced: smooth edges
COLOURS = {
    "red": (220, 40, 40), "green": (40, 170, 70), "blue": (45, 90, 220), "yellow": (245, 210, 50),
    "purple": (140, 60, 190), "orange": (240, 130, 30), "cyan": (60, 200, 210), "pink": (245, 130, 180),
    "white": (245, 245, 245), "black": (25, 25, 25)}
LIME = (150, 200, 20)


def heart(pen, x, y, r, colour):
    """Two discs over a triangle."""
    for side in (-1, 1):
        centre = x + side * 0.46 * r
        pen.ellipse([centre - 0.52 * r, y - 0.85 * r, centre + 0.52 * r, y + 0.19 * r], fill=colour)
    pen.polygon([(x - 0.93 * r, y - 0.12 * r), (x + 0.93 * r, y - 0.12 * r), (x, y + 0.95 * r)], fill=colour)


def square(pen, x, y, r, colour):
    pen.rectangle([x - 0.8 * r, y - 0.8 * r, x + 0.8 * r, y + 0.8 * r], fill=colour)


def circle(pen, x, y, r, colour):
    pen.ellipse([x - r, y - r, x + r, y + r], fill=colour)


def picture(shape, colour, background, chance):
    image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), background)
    x, y = (SIDE * SCALE * chance.uniform(0.47, 0.53) for _ in range(2))
    shape(ImageDraw.Draw(image), x, y, SIDE * SCALE * chance.uniform(0.26, 0.32), colour)
    stream = io.BytesIO()
    image.resize((SIDE, SIDE), Image.LANCZOS).save(stream, "png", optimize=True)
    return stream.getvalue()


def store(name, adapter, rows):
    table = pa.table({
        "adapter": pa.array([adapter] * len(rows)),
        "image": pa.array([image for image, _ in rows], pa.binary()),
        "caption": pa.array([caption for _, caption in rows])})
    pq.write_table(table, os.path.join(HERE, name), compression="zstd")


def main():
    chance = random.Random(7)
    pairs = [(a, b) for a in COLOURS for b in COLOURS if a != b]
    chance.shuffle(pairs)
    store("hearts.parquet", "heart", [
        (picture(heart, COLOURS[a], COLOURS[b], chance), f"a {a} heart on a {b} background") for a, b in pairs[:40]])
    store("lime.parquet", "lime", [
        (picture(shape, LIME, COLOURS[b], chance), f"a <lime> {shape.__name__} on a {b} background")
        for shape in (circle, square) for b in COLOURS])


if __name__ == "__main__":
    main()
