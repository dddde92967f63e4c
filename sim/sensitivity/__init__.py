"""Which assumption matters: how far each drawn number, and chance, moves the figures of a replay."""
