"""One offline page to look at a replay with: its data, and how the file is put together."""
