"""The standing signs of the bottom strip that the window itself can tell."""

from commandroom.clock import Trust
from commandroom.domain.instant import Instant, stamp
from commandroom.reports.backup_state import BackupState
from commandroom.span_text import span
from commandroom.text import tr
from ui.shell import Lamp, LampState

_STATES: dict[str, LampState] = {"on_time": "on_time", "due_soon": "due_soon", "overdue": "overdue"}


def clock_lamp(trust: Trust) -> Lamp:
    """Whether this computer's clock can be believed; deadlines go by the journal until it can."""
    if trust.sound:
        return Lamp("clock", tr("时钟"), "on_time", tr("正常"), tr("本机时间与日志一致"))
    says = tr("慢 {span}", span=span(trust.behind)) if trust.behind > 0 else tr("跳变")
    hover = tr("本机时间不可信：日志最后一笔在 {last}。请核对本机时间。", last=stamp(trust.last))
    return Lamp("clock", tr("时钟"), "due_soon", says, hover)


def backup_lamp(state: BackupState, now: Instant) -> Lamp:
    """When the room was last backed up and proved."""
    light = _STATES[state.light(now).value]
    return Lamp("backup", tr("备份"), light, state.words(now), state.explained())
