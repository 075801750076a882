"""The lab: the papers' 2-D simulations, to play with. It touches nothing of the document.

`opening` is all that the rest of the studio imports; pyqtgraph and torch come when the lab is opened and run.
Free of Qt: `scene`, `levels`, `palette`, `playback`. Threads: `latest` for the surfaces, `simulation` for the
exploration.
"""
