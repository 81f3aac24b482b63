"""When the room was last backed up and proved, as the lamp and the command say it."""

import json
from dataclasses import dataclass
from typing import Any

from commandroom.domain.clocks import Light
from commandroom.domain.instant import DAY, Instant, local, local_date, stamp
from commandroom.text import tr

LATE, TOO_LATE = DAY, 3 * DAY
"""A backup older than a day is due, older than three days overdue (reliability.md: every night)."""
_LAST = """
SELECT facts FROM reference WHERE kind = 'note' AND facts ->> 'topic' = 'backup' ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class BackupState:
    """The last proved backup: when and where; ``made_at`` 0 when there is none."""

    made_at: Instant = 0
    file: str = ""
    entries: int = 0

    def light(self, now: Instant) -> Light:
        """Green within a day, yellow within three, red after; yellow while there is none."""
        if not self.made_at:
            return Light.YELLOW
        age = now - self.made_at
        return Light.GREEN if age <= LATE else Light.YELLOW if age <= TOO_LATE else Light.RED

    def words(self, now: Instant) -> str:
        """今晨已证, 昨日已证, 3 天前, 未备份."""
        if not self.made_at:
            return tr("未备份")
        days = (local_date(now) - local_date(self.made_at)).days
        if days > 1:
            return tr("{days} 天前", days=days)
        if days == 1:
            return tr("昨日已证")
        hour = local(self.made_at).hour
        return tr("今晨已证") if hour < 9 else tr("今日已证") if hour < 18 else tr("今晚已证")

    def explained(self) -> str:
        """One sentence: when, how much, into which file, and how to make one."""
        if not self.made_at:
            return tr("这个指挥室还没有备份过。Ctrl+K 输入“备份”，选一个本机以外的位置。")
        return tr(
            "{when} 备份到 {file}，{entries} 条台账已逐条验证。",
            when=stamp(self.made_at),
            file=self.file,
            entries=self.entries,
        )


def last_backup(reader: Any) -> BackupState:
    """The newest note about a backup."""
    rows = reader.rows(_LAST)
    if not rows:
        return BackupState()
    facts = json.loads(rows[0][0])
    return BackupState(facts["made_at"], facts["file"], facts["entries"])
