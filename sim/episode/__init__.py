"""An episode: a scenario after an account has settled every contested question, in plain numbers."""
