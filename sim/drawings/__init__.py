"""Ink: scenes drawn with Matplotlib and put into films with PyAV.  Nothing here decides what is seen."""
