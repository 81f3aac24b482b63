"""The live queue: a projection of the events held in memory, never a second truth."""
