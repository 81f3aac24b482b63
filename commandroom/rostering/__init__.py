"""The roster engine: what a roster lacks, who carried what, and a month made by a solver."""
