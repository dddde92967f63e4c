"""The page as a SCORM 1.2 package: a learning system starts it and hears when it was opened."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from html import escape

from sim.lessons.archive import zipped
from sim.lessons.qti import MANIFEST, put, xml_bytes

PACKAGE = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADDITIONS = "http://www.adlnet.org/xsd/adlcp_rootv1p2"

LAUNCH, REPORT, PAGE = "index.html", "scorm.js", "replay.html"

FRAME = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
html, body {{ margin: 0; height: 100%; overflow: hidden; }}
iframe {{ display: block; width: 100%; height: 100%; border: 0; }}
</style>
<script src="{report}" defer></script>
</head>
<body>
<iframe src="{page}" title="{title}" allow="clipboard-write"></iframe>
</body>
</html>
"""
"""The page stands in a frame, so that its own bytes and its own policy stay as they are."""

SCRIPT = """"use strict";
(() => {
  /** The SCORM 1.2 interface of a window or of one around it; a window of another site has none for us. */
  const interfaceOf = (start) => {
    let here = start;
    while (here) {
      try {
        if (here.API) return here.API;
      } catch (error) {
        if (error.name !== "SecurityError") throw error;
      }
      here = here.parent === here ? null : here.parent;
    }
    return null;
  };

  const found = () => interfaceOf(window) || interfaceOf(window.top.opener);

  /** The page has no score: it is completed once it stands open. */
  const report = () => {
    const system = found();
    if (!system || String(system.LMSInitialize("")) !== "true") return;
    system.LMSSetValue("cmi.core.lesson_status", "completed");
    system.LMSCommit("");
    const leave = () => {
      system.LMSCommit("");
      system.LMSFinish("");
    };
    window.addEventListener("pagehide", leave, { once: true });
  };

  window.addEventListener("load", report, { once: true });
})();
"""


def scorm_zip(page: bytes, title: str, *, lang: str = "en") -> bytes:
    """The package around ``page``, which stays as it is; ``lang`` is the language of ``title``.

    The schemas of SCORM are not in it: their makers license them one by one, and systems bring their own.
    """
    frame = FRAME.format(lang=escape(lang), title=escape(title), report=REPORT, page=PAGE)
    return zipped(
        {
            MANIFEST: xml_bytes(_manifest(title, f"replay-{hashlib.sha256(page).hexdigest()[:12]}")),
            LAUNCH: frame.encode(),
            REPORT: SCRIPT.encode(),
            PAGE: page,
        }
    )


def _manifest(title: str, name: str) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "xmlns:adlcp": ADDITIONS, "identifier": name})
    metadata = put(root, "metadata")
    put(metadata, "schema", "ADL SCORM")
    put(metadata, "schemaversion", "1.2")
    contents = put(root, "organizations", None, {"default": "contents"})
    whole = put(contents, "organization", None, {"identifier": "contents"})
    put(whole, "title", title)
    put(put(whole, "item", None, {"identifier": "entry", "identifierref": "page"}), "title", title)
    launched = {"identifier": "page", "type": "webcontent", "adlcp:scormtype": "sco", "href": LAUNCH}
    resource = put(root, "resources/resource", None, launched)
    for href in (LAUNCH, REPORT, PAGE):
        put(resource, "file", None, {"href": href})
    return root
