"""How a call travels: flows, the two drivers that carry them out, addresses, keys, retries and event streams."""
