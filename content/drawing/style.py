"""The colours of every picture, once for light and once for dark.

A class sets `color`; shapes are filled with it, and `.pen` strokes with it instead. That keeps one
name per colour, whether it fills a card or draws a line.
"""

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

# name: (light, dark)
THEME = {
    "bg": ("#eff1f5", "#0e1013"),
    "card": ("#ffffff", "#1d2025"),
    "lift": ("#ffffff", "#2b2f36"),  # a card that lies over a darkened page
    "ink": ("#16181c", "#f3f4f6"),
    "sub": ("#5d636d", "#a7adb7"),
    "line": ("#d8dbe1", "#363a42"),
    "faint": ("#b4b9c2", "#646a75"),
    "field": ("#e3e6eb", "#2b2f36"),
    "body": ("#1b1d22", "#2a2d34"),
    "hole": ("#1b1d22", "#000000"),
    "edge": ("#4a4e57", "#5b606b"),
    "keys": ("#d3d7de", "#24272d"),
    "key": ("#ffffff", "#434852"),
    "link": ("#0b62cf", "#6cb0ff"),
    "alarm": ("#c62b23", "#ff7a70"),
    "go": ("#27924a", "#36b566"),
    "wait": ("#d99a00", "#e6b021"),
    "off": ("#cfd3da", "#4a4f59"),
    "sky": ("#55759c", "#1f2d40"),
    "hill": ("#44628a", "#182434"),
    "ridge": ("#365277", "#121c29"),
    "metal": ("#7b818c", "#8b919d"),
}
FIXED = {
    "white": "#ffffff",
    "night": "#23262c",
    "blue": "#2f78db",
    "green": "#2a9a50",
    "orange": "#d97a1e",
    "red": "#d5453b",
    "grey": "#767c87",
    "violet": "#7659cf",
    "teal": "#1c8f96",
}


def style() -> str:
    """The text of the one style element."""
    light = ";".join(f"--{name}:{pair[0]}" for name, pair in THEME.items())
    dark = ";".join(f"--{name}:{pair[1]}" for name, pair in THEME.items())
    rules = [
        f"svg{{{light}}}",
        f"@media (prefers-color-scheme:dark){{svg{{{dark}}}}}",
        f"svg{{font-family:{FONT}}}",
        "*{fill:currentColor}",
        ".pen{fill:none;stroke:currentColor;stroke-linecap:round;stroke-linejoin:round}",
        ".dim{color:#000;opacity:.42}",
        ".veil{color:#fff;opacity:.22}",
    ]
    rules += [f".{name}{{color:var(--{name})}}" for name in THEME]
    rules += [f".{name}{{color:{colour}}}" for name, colour in FIXED.items()]
    return "\n".join(rules)
