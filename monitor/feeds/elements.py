"""XML as both feeds write it. ElementTree escapes; `plain` has already made illegal characters visible."""

from xml.etree import ElementTree as ET


def say(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element that holds `text`."""
    ET.SubElement(parent, tag, attributes).text = text


def link(parent: ET.Element, tag: str, rel: str, media: str, href: str) -> None:
    """Add an Atom link to a document of type `media`."""
    ET.SubElement(parent, tag, {"rel": rel, "type": media, "href": href})


def written(root: ET.Element) -> bytes:
    """The whole document in UTF-8, with its declaration."""
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
