"""The page inside a notebook: the same text, in a frame that can reach nothing around it."""

from __future__ import annotations

from typing import Any

from sim.errors import SimError

HEIGHT = 820
"""Pixels of the frame."""

SANDBOX = "allow-scripts allow-downloads"
"""What the page may do in its frame: run, and offer files; it has no origin, so it reaches no notebook."""

FRONT = f"""
export default {{
  render({{ model, el }}) {{
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "{SANDBOX}");
    frame.title = model.get("title");
    frame.srcdoc = model.get("page");
    frame.style.cssText = "width: 100%; border: 0; height: " + model.get("height") + "px";
    el.append(frame);
  }},
}};
"""


def widget(page: str, *, title: str, height: int = HEIGHT) -> Any:
    """A notebook widget that shows a page; ``height`` in pixels.

    Raises `SimError` where anywidget is not installed.
    """
    try:
        import anywidget  # noqa: PLC0415
        import traitlets  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise SimError(
            f"a page in a notebook needs '{missing.name}', which is not installed",
            hint="python -m pip install 'crisis-replay-sim[notebook]'; or write a file with `sim play`",
        ) from None
    traits = {
        "_esm": FRONT,
        "page": traitlets.Unicode(page).tag(sync=True),
        "title": traitlets.Unicode(title).tag(sync=True),
        "height": traitlets.Int(height).tag(sync=True),
    }
    return type("Player", (anywidget.AnyWidget,), traits)()
