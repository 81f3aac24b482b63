"""Which pages and actions the window has, in the order of the rail; the shell shows exactly these."""

from ui.views.page import ActionEntry, PageEntry

PAGES: list[PageEntry] = []
ACTIONS: list[ActionEntry] = []
