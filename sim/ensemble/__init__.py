"""Many replays of one scenario with its ranges drawn: how sure each figure is."""
