"""The data package of a replay: tables, their description, and the summary."""
