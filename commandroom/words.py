"""Chinese constants of the domain, listed once so that they are found for translation."""

from commandroom.text import mark

CATALOG = (
    mark("社会治安"),
    mark("公共安全"),
    mark("城市管理"),
    mark("环境保护"),
    mark("民生服务"),
    mark("综合执法"),
    mark("政策咨询"),
    mark("综合管理"),
    mark("工作时"),
    mark("工作日"),
    mark("自然小时"),
    mark("自然日"),
    mark("分钟"),
    mark("工作分钟"),
    mark("处置"),
)
"""Categories, units of time and the stage without a name of its own (domain.catalog, domain.limits)."""
