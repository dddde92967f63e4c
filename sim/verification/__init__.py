"""Is the model built right?  Small episodes whose outcome can be worked out by hand, played by the engine."""
