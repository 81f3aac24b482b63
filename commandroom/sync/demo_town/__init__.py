"""The demonstration town: the same people, grids and three months of cases from one seed."""
