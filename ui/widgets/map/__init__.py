"""The map: ground, grids, pins, names, tools, hands and what lies over them."""
