"""Tests of the client room: faults, interrupts, secrets, chats and parity."""
