"""Assumptions fitted to figures that drive, never to those that are held out; what the fit is worth."""
