"""The panels around the canvas: each shows the document and asks `studio.editing` for changes."""
