"""Tests of the transport room: flows by hand, the event stream, retries and drivers."""
