"""The canvas: where a picture is looked at and its known patches are painted."""
