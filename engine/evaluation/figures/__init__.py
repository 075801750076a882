"""Sheets of completions, in the layouts of the paper's Figs. 3, 4 and 5."""
