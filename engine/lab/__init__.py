"""The lab: the papers' 2-D simulations, exact and fast, to run and to see.

Figs. 2 and 3: `surfaces`, `optima`. Fig. 4: `exploration` on `mixtures`. Beyond the papers: `adversarial`,
`rivalry` and `point_metrics` on `points`. `*_run` add stopping and resuming, `figures` draws, `cli` commands.
Only `rivalry` knows of the rest of the engine: it trains by `engine.objectives`.
"""
