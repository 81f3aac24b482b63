"""The road of one made-up case through the steps of the room (domain.md §5.2, §5.12)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain.catalog import Item
from commandroom.domain.event import Source
from commandroom.domain.instant import DAY, MINUTE, Instant
from commandroom.domain.limits import StagedLimit
from commandroom.sync.demo_town.pace import Pace, rough
from commandroom.sync.demo_town.people import HEAD
from commandroom.sync.demo_town.seats import Seats
from commandroom.sync.demo_town.story import PlannedStep
from commandroom.sync.demo_town.texts import pick, reported_back

ASKS = ("请补充具体门牌号和联系方式", "请补充现场照片", "请说明发生时间和涉及人数", "位置不明，请补充附近标志物")
ANSWERS = ("已补充：{where}，现场有人等候", "补充：地点就在{where}，电话可联系", "已回拨核对，位置为{where}")
REJECTS = ("不属于本街道管辖范围，已告知拨打 12345", "诉求已进入诉讼程序，依法不予受理", "同一诉求已办结答复，无新事实")
VOIDS = ("误报，现场无此情况", "操作演练时录入", "内容重复且无法识别")
RETURNS = ("现场属于小区内部道路，应由物业管理部门处理", "权属单位非本部门，建议改派", "经核实为市政管网，非本单位职责")
PROGRESS = ("已到现场查看，正在联系责任人", "已下达整改通知，等待复查", "材料已报批，预计本周内完成", "施工队已进场",
            "已约双方明天上午调解", "设备已订货，到货后更换")
CHECKS = ("现场已恢复，照片相符", "到场查看，问题已解决", "电话联系当事人，确认已处理", "复查合格")
FAILS = ("现场仍有残留，未清理干净", "当事人反映问题又出现，未彻底解决", "照片与现场不符")
REOPENS = ("回访不满意，问题反复", "群众再次来电，未彻底解决")
SPEED = {"chengguan": 0.9, "paichusuo": 0.75, "jianshe": 1.15, "huanbao": 1.1, "wuye": 1.2, "gongdian": 0.85,
         "shuiwu": 1.0, "nongye": 1.1, "jiaojing": 0.9, "xiaofang": 0.8}
"""Departments are not equally fast."""
USUAL = 0.42
SPREAD = 0.52
"""The share of its limit that a case takes: half of them less than USUAL, about one in twenty more than 1."""
STUCK = 0.007
"""This share of cases is left lying by its unit and is open and late for long."""
FORGOTTEN = 0.05
"""This share of the last two days' cases was filed and not dispatched."""
REVISITED = 0.95
ANSWERED = ((0.74, "satisfied"), (0.88, "mostly"), (0.93, "unsatisfied"), (1.0, "unreachable"))
REFUSED_RETURN = "清单明确由你单位主办"
HELPED = "已到场配合，本单位职责范围内事项已完成"
WITH_PHOTO = "请按结案标准办理并上传处置后照片"
ASKED_BACK = frozenset({Source.HOTLINE, Source.PHONE, Source.WECHAT, Source.VISIT, Source.UPSTREAM})


@dataclass
class Path:
    """The steps of one case while they are being planned; ``at`` is when the last one happened."""

    item: Item
    source: Source
    where: str
    grid: str
    worker: str
    handlers: Mapping[str, tuple[str, ...]]
    pace: Pace
    seats: Seats
    at: Instant
    now: Instant
    no_grid: bool
    """Whether the report gave no position inside the town, so that the seat must name the grid."""
    steps: list[PlannedStep] = field(default_factory=list)

    @property
    def rng(self) -> random.Random:
        """The one source of chance."""
        return self.pace.rng

    @property
    def urgent(self) -> bool:
        """Whether the urgent limits hold."""
        return self.item.emergency

    def add(self, at: Instant, verb: str, actor: str, **facts: Any) -> None:
        """One more step, never before the one before it."""
        self.at = max(at, self.at + 1)
        self.steps.append(PlannedStep(self.at, verb, actor, facts))

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.rng.random() < share

    def handler(self, unit: str) -> str:
        """The named handler of a unit, now and then the deputy."""
        pair = self.handlers[unit]
        return pair[0] if self.rng.random() < 0.85 else pair[-1]

    def go(self) -> None:
        """Everything after the report."""
        if self.source is Source.GRIDWORKER and self.item.self_handle_allowed and self.chance(0.5):
            self.add(self.pace.minutes(self.at, 25), "self_handle", self.worker, item=self.item.code,
                     result=reported_back(self.item.code, self.where, self.rng), **self.grid_facts())
            self.ask_reporter()
            return
        if self.chance(0.005) and not self.urgent:
            self.void()
            return
        if not self.intake():
            return
        if self.at > self.now - 2 * DAY and self.chance(FORGOTTEN):
            return
        unit, helpers = self.send()
        stuck = self.chance(STUCK)
        if stuck and self.chance(0.35):
            return
        unit = self.maybe_return(unit)
        if stuck:
            return
        for helper in helpers:
            self.add(self.pace.office(self.at, 20), "accept", self.handler(helper), unit=helper)
            self.add(self.pace.office(self.at, 25), "finish", self.handler(helper), unit=helper, result=HELPED)
        self.work_off(unit, self.item.limits, SPEED.get(unit, 1.0))

    def grid_facts(self) -> dict[str, str]:
        """The grid, where the report did not give it."""
        return {"grid": self.grid} if self.no_grid else {}

    def intake(self) -> bool:
        """Asked back, verified, rejected or filed; False when the road ends here."""
        if not self.urgent and self.chance(0.035):
            self.add(self.pace.minutes(self.at, 9), "request_info", self.seats.at(self.at), reason=pick(ASKS, self.rng))
            if self.chance(0.04):
                return False
            answer = pick(ANSWERS, self.rng).format(where=self.where)
            self.add(self.pace.minutes(self.at, 95, 0.9), "supply_info", self.seats.at(self.at), text=answer)
        if self.source in ASKED_BACK and not self.urgent and not self.no_grid and self.chance(0.07):
            self.add(self.pace.minutes(self.at, 6), "verify_source", self.seats.at(self.at), person=self.worker)
            self.add(self.pace.minutes(self.at, 19, 0.5), "source_verified", self.worker, found="true",
                     note="已到现场，情况属实")
        if self.source in ASKED_BACK and self.chance(0.025):
            self.add(self.pace.minutes(self.at, 11), "propose_reject", self.seats.at(self.at),
                     reason=pick(REJECTS, self.rng))
            self.add(self.pace.office(self.at, 40), "reject", HEAD, reply="已电话向反映人说明理由")
            return False
        delay = 2.5 if self.urgent else 7.0
        self.add(self.pace.minutes(self.at, delay, 0.62), "file", self.seats.at(self.at), item=self.item.code,
                 **self.grid_facts())
        return True

    def void(self) -> None:
        """A slip: proposed by the seat, confirmed by the head."""
        self.add(self.pace.minutes(self.at, 14), "propose_void", self.seats.at(self.at), reason=pick(VOIDS, self.rng))
        self.add(self.pace.office(self.at, 60), "void", HEAD)

    def send(self) -> tuple[str, tuple[str, ...]]:
        """Dispatch to the unit of the list, sometimes with a co-unit; gives the lead and the co-units."""
        lead = self.item.responsible_unit
        known = tuple(unit for unit in self.item.co_units if unit in self.handlers and unit != lead)
        helpers = known[:1] if known and self.chance(0.16) else ()
        slow = 8.0 if self.chance(0.04) else 1.0
        self.add(
            self.pace.minutes(self.at, (1.5 if self.urgent else 5.0) * slow), "dispatch", self.seats.at(self.at),
            unit=lead, co_units=list(helpers), requirement=WITH_PHOTO if self.item.photo_required else "",
        )
        return lead, helpers

    def sign(self, unit: str) -> str:
        """The unit signs; gives who signed."""
        person = self.handler(unit)
        soon = self.pace.minutes(self.at, 5, 0.5) if self.urgent else self.pace.office(self.at, 26, 0.75)
        self.add(soon, "accept", person, unit=unit)
        return person

    def maybe_return(self, unit: str) -> str:
        """Signed; now and then returned, and then refused or sent to another unit. Gives who has it now."""
        person = self.sign(unit)
        if self.urgent or not self.chance(0.03):
            return unit
        self.add(self.pace.office(self.at, 30, 0.4), "return_order", person, reason=pick(RETURNS, self.rng),
                 basis="《潞城街道网格事项清单》责任单位栏")
        others = [other for other in (*self.item.co_units, "chengguan", "jianshe", "wuye")
                  if other in self.handlers and other != unit and not self._helps(other)]
        if self.chance(0.35) or not others:
            self.add(self.pace.minutes(self.at, 18), "refuse_return", self.seats.at(self.at), reason=REFUSED_RETURN)
            return unit
        self.add(self.pace.minutes(self.at, 18), "redispatch", self.seats.at(self.at), unit=others[0],
                 reason="退单理由成立，改派")
        self.sign(others[0])
        return others[0]

    def _helps(self, unit: str) -> bool:
        return any(unit in step.facts.get("co_units", ()) for step in self.steps if step.verb == "dispatch")

    def work_off(self, unit: str, limits: tuple[StagedLimit, ...], speed: float) -> None:
        """Handled, checked, perhaps again, closed, asked after, archived."""
        sent = next(step.at for step in reversed(self.steps) if step.verb in ("dispatch", "redispatch", "reopen"))
        done = self.pace.within(sent, limits, self.pace.draw(USUAL * speed, SPREAD))
        self._stages(unit, sent, done, limits, speed)
        if done - self.at > 2 * DAY and self.chance(0.6):
            self.add(self.at + (done - self.at) // 2, "progress", self.handler(unit), text=pick(PROGRESS, self.rng),
                     unit=unit)
        self.finish(max(done, self.at + 3 * MINUTE), unit)
        if self.chance(0.055):
            self.add(self.pace.office(self.at, 60), "check_fail", self.worker, reason=pick(FAILS, self.rng))
            self.finish(self.pace.within(self.at, limits, self.pace.draw(0.25, 0.4)), unit)
        self.add(self.pace.office(self.at, 60, 0.7), "check", self.worker, note=pick(CHECKS, self.rng))
        closed = self.pace.office(self.at, 45, 0.6)
        self.add(closed, "close", HEAD if self.item.importance == "A" else self.seats.at(closed))
        self.ask_reporter()

    def _stages(
        self, unit: str, sent: Instant, done: Instant, limits: tuple[StagedLimit, ...], speed: float
    ) -> None:
        """Every stage before the last is reported done when it is: most in its own time."""
        last = max(limits, key=lambda stage: rough(stage.limit))
        ends = sorted(
            (self.pace.within(sent, (stage,), self.pace.draw(USUAL * speed, SPREAD)), stage.label)
            for stage in limits if stage is not last
        )
        for at, label in ends:
            at = max(at, self.at + 2 * MINUTE)
            if at < done:
                self.add(at, "progress", self.handler(unit), text=f"“{label}”已完成", unit=unit, stage=label)

    def finish(self, at: Instant, unit: str) -> None:
        """The unit reports its work done."""
        result = reported_back(self.item.code, self.where, self.rng)
        self.add(at, "finish", self.handler(unit), unit=unit, result=result)

    def ask_reporter(self) -> None:
        """Revisit; an unsatisfied reporter may have the case opened again."""
        if not self.chance(REVISITED):
            return
        draw = self.rng.random() if self.source in ASKED_BACK else self.rng.random() * 0.86
        word = next(answer for upto, answer in ANSWERED if draw < upto)
        asked = self.pace.office(self.at, 420, 0.5)
        self.add(asked, "revisit", self.seats.at(asked), satisfaction=word,
                 solved="" if word == "unreachable" else "no" if word == "unsatisfied" else "yes")
        again = any(step.verb == "reopen" for step in self.steps)
        if word == "unsatisfied" and not again and self.chance(0.5) and self.steps[-2].verb == "close":
            unit = next(step.facts["unit"] for step in reversed(self.steps)
                        if step.verb in ("dispatch", "redispatch"))
            self.add(self.pace.office(self.at, 60), "reopen", HEAD, reason=pick(REOPENS, self.rng), unit=unit)
            self.sign(unit)
            self.work_off(unit, self.item.limits, 0.8)
