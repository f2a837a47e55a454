"""The colours of a picture: sky, light, and what distance and darkness do to things."""

from engine.providers.sketch.colour import Colour, mix, rgb, shift
from engine.providers.sketch.dice import Dice
from engine.providers.sketch.words import Reading
from schemas.frozen import frozen


@frozen
class Palette:
    """`sky` runs from the top to the horizon. `dark` is what a silhouette is painted in."""

    sky: list[Colour]
    sun: Colour
    glow: Colour
    haze: Colour
    dark: Colour
    cloud_light: Colour
    cloud_dark: Colour
    accent: Colour
    gloom: float
    """How much things become silhouettes: 0 full colour, 1 all dark."""

    def of_land(self, own: Colour, far: float) -> Colour:
        """`own` colour under this light, `far` away (0 here, 1 at the horizon)."""
        lit = mix(mix(own, self.dark, self.gloom), self.glow, 0.07)
        return mix(lit, self.haze, min(1.0, max(0.0, far)) ** 0.85)


# Per time of day: sky stops (top to horizon), sun, glow, dark.
_SKIES: dict[str, list[str]] = {
    "dawn": [
        "#3b4a7a #8a84b5 #e3a7a8 #ffd9b0  #fff3d6 #ffc9a0 #2b2745",
        "#2a4a72 #6c9ab8 #cfcfc4 #ffe2b8  #fffbe6 #ffe0b0 #1d2c42",
        "#4b4088 #a878b0 #f29da0 #ffdfba  #fff4da #ffb8a0 #2c1f42",
        "#2f6070 #7fb0ac #e8d4b0 #ffcf9a  #fff3cf #ffd59a #1b3038",
    ],
    "day": [
        "#1f6ab4 #4f9fdc #9fd2ef #e8f4ec  #ffffff #fff3cf #1c3440",
        "#16808f #4fb8bd #a9dfd0 #fbf3d6  #fffdf0 #ffedc0 #143a3c",
        "#3a5cb4 #7a99e2 #bccdf4 #fdeedd  #ffffff #ffe8cf #232a4c",
        "#2a86c8 #6cc0e6 #c8e9e4 #fff2c4  #fffbe6 #ffe9a6 #20383a",
    ],
    "golden": [
        "#33507f #a58080 #f2a55a #ffdb8c  #fff6d0 #ffc066 #2c1c2a",
        "#54395f #c0655a #f69c48 #ffe39a  #fff3c4 #ffab50 #2b1522",
        "#2a6674 #8fae94 #f4c468 #fff0b0  #fffbe0 #ffd070 #1d2a28",
        "#6a3a52 #d9775a #ffb65c #ffe7a8  #fff4d0 #ffb45a #331a20",
    ],
    "dusk": [
        "#171a48 #552c78 #c2426e #ff9a62  #ffe2b0 #ff8a64 #120c24",
        "#0c2344 #2d5c80 #c9707e #ffb98a  #ffe9c4 #ffa07a #0a1426",
        "#26123e #762c68 #e2524f #ffc15e  #fff0b8 #ff9a50 #170a20",
        "#0f2f3c #2f6e72 #d9996a #ffdb9a  #fff0c4 #ffba74 #0a181e",
    ],
    "night": [
        "#050a20 #0d2150 #1d4a84 #4a86ac  #f4f6ff #8fb8ff #03060f",
        "#0b0824 #231850 #4a3084 #9a5a9a  #fff4f0 #c09aff #060312",
        "#03141a #083340 #1a6068 #5aa594  #f4fff6 #8fe6d0 #020a0c",
        "#080d1c #18284a #355080 #7a90ac  #fdf8e6 #b0c4f0 #04070f",
    ],
}
_HUES = {
    "red": "#c8283a",
    "orange": "#ee8432",
    "yellow": "#f5c83c",
    "green": "#3f9a5a",
    "teal": "#2aa5a5",
    "blue": "#2f6fd0",
    "purple": "#8048c0",
    "pink": "#ee6fa5",
}
_ACCENTS = ["#e2483d", "#f0a830", "#2fa8a0", "#d94f7a", "#e8e0cf", "#5a7fd6"]


def choose(reading: Reading, time: str, dice: Dice, stylization: int) -> Palette:
    """The palette for what was read at `time`; the next seed takes the next variant."""
    rng = dice("palette")
    variants = _SKIES[time]
    codes = variants[dice.turn("palette", len(variants))].split()
    colours = [rgb(code) for code in codes]
    turn = float(rng.normal(0, 0.07))
    chroma, light = 1.0, 0.0
    weather = reading.weather
    if any(kind in weather for kind in ("rain", "storm", "fog", "clouds")):
        chroma *= 0.62 if time in ("day", "dawn") else 0.8
    if "storm" in weather:
        light -= 0.09
    if "snow" in weather:
        chroma *= 0.8
    if "fog" in weather and time in ("day", "dawn"):
        light += 0.02
    mood = reading.mood
    chroma *= {"dark": 0.75, "vivid": 1.3, "dreamy": 0.95, "cold": 0.8, "warm": 1.08}.get(mood, 1.0)
    light += {"dark": -0.07, "dreamy": 0.04}.get(mood, 0.0)
    strange = max(0.0, (stylization - 150) / 850)
    turn += strange * float(rng.uniform(-0.75, 0.75))
    chroma *= 1 + 0.38 * strange
    sky, (sun, glow, dark) = colours[:4], colours[4:]
    sky = [shift(stop, light=light, chroma=chroma, turn=turn) for stop in sky]
    glow = shift(glow, chroma=chroma, turn=turn)
    dark = shift(dark, light=light * 0.3, chroma=chroma, turn=turn)
    if mood in ("warm", "cold"):
        tint = rgb("#ff9a50" if mood == "warm" else "#4a86c8")
        sky = [mix(stop, tint, 0.10) for stop in sky]
    if reading.hues:
        tint = rgb(_HUES[reading.hues[0]])
        sky = [mix(stop, tint, share) for stop, share in zip(sky, (0.2, 0.28, 0.28, 0.18), strict=True)]
        glow = mix(glow, tint, 0.25)
    accent = rgb(_HUES[reading.hues[-1]]) if reading.hues else rgb(_ACCENTS[int(rng.integers(len(_ACCENTS)))])
    gloom = {"day": 0.08, "dawn": 0.42, "golden": 0.4, "dusk": 0.68, "night": 0.74}[time]
    if "storm" in weather:
        gloom = min(0.8, gloom + 0.25)
    return Palette(
        sky=sky,
        sun=sun,
        glow=glow,
        haze=mix(sky[3], sky[2], 0.45),
        dark=dark,
        cloud_light=mix(sky[3], sun, 0.45) if time != "night" else mix(sky[2], sky[3], 0.6),
        cloud_dark=mix(sky[1], sky[2], 0.35) if time != "day" else mix(sky[2], rgb("#8f9cb4"), 0.35),
        accent=accent,
        gloom=gloom,
    )
