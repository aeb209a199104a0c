"""One conversation in a notebook: %%genai cells, a chat panel and plain Python."""
