"""The lab: the papers' 2-D simulations, to play with. It touches nothing of the document.

`launcher` is all that the rest of the studio imports; pyqtgraph and torch come when the lab is opened and run.
Free of Qt: `scene`, `palette`, `playback`.
"""
