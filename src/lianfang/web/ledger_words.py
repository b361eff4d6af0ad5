"""What the verbs of the ledger are called on a page."""

from collections.abc import Iterator

from lianfang.core.words import Words

_GROUPS: dict[str, tuple[Words, dict[str, Words]]] = {
    "accounts": (
        Words("人员岗位", "staff and posts"),
        {
            "appointed": Words("任命岗位", "appointed to a post"),
            "post_ended": Words("结束岗位", "ended a post"),
            "onboarded": Words("批量开户", "brought staff in"),
            "covered": Words("安排代班", "arranged a cover"),
            "cover_ended": Words("结束代班", "ended a cover"),
            "signed_in": Words("登录", "signed in"),
            "sign_in_failed": Words("登录失败", "failed to sign in"),
            "password_set": Words("重置密码", "set a password anew"),
            "password_changed": Words("修改自己的密码", "changed the own password"),
            "disabled": Words("停用账号", "closed an account"),
            "enabled": Words("恢复账号", "opened an account again"),
            "sessions_ended": Words("结束他人会话", "ended sessions"),
            "second_factor_reset": Words("重置二次验证", "reset a second factor"),
        },
    ),
    "places": (
        Words("区划和单位", "areas and units"),
        {
            "regions_added": Words("添加区划", "added regions"),
            "regions_renamed": Words("区划更名(导入)", "renamed regions by import"),
            "region_renamed": Words("区划更名", "renamed a region"),
            "region_closed": Words("撤销区划", "closed a region"),
            "boundaries_set": Words("导入边界", "set boundaries"),
            "units_added": Words("添加单位", "added units"),
            "unit_changed": Words("修改单位", "changed a unit"),
            "unit_ended": Words("撤销单位", "closed a unit"),
            "facilities_added": Words("添加场所", "added facilities"),
        },
    ),
    "people": (
        Words("人员", "people"),
        {
            "registered": Words("登记人员", "registered people"),
            "unmasked": Words("查看完整信息", "opened a sealed field"),
            "moved": Words("移交人员", "handed people over"),
            "merged": Words("合并人员", "merged two records"),
            "unmerged": Words("撤销合并", "parted two records"),
            "corrected": Words("更正登记信息", "set the register right"),
            "correction_undone": Words("撤销更正", "undid a correction"),
            "settled": Words("确认重名人员", "settled who is who"),
            "housed": Words("登记住户", "entered a household"),
            "left_household": Words("迁出住户", "left a household"),
            "granted": Words("授权查看", "granted access"),
            "grant_ended": Words("结束授权", "ended a grant"),
            "grants_expired": Words("授权到期", "grants expired"),
        },
    ),
    "findings": (
        Words("情况", "findings"),
        {
            "recorded": Words("记录情况", "recorded findings"),
            "retracted": Words("撤回情况", "took findings back"),
            "results_recorded": Words("记录检测结果", "recorded results"),
            "linked": Words("关联密接", "linked to close contacts"),
            "link_ended": Words("撤回关联密接", "took back a linked contact"),
        },
    ),
    "measures": (
        Words("管控", "measures"),
        {
            "decided": Words("判定", "decided"),
            "done": Words("办结管控事项", "completed an act"),
            "orders_drafted": Words("拟制通知书", "drafted orders"),
            "orders_signed": Words("签发通知书", "signed orders"),
            "order_withdrawn": Words("撤回通知书", "withdrew an order"),
            "served": Words("送达通知书", "served an order"),
            "stay_began": Words("开始在管", "began a stay"),
            "released": Words("解除", "released"),
            "handover_offered": Words("提出移交", "offered a handover"),
            "handover_answered": Words("答复移交", "answered a handover"),
            "taken_over": Words("期初在管录入", "took over an open measure"),
            "reported": Words("报告情况", "reported"),
            "rolled": Words("每日滚动", "rolled the day on"),
            "adoption_proposed": Words("提议启用方案", "proposed an edition"),
            "adopted": Words("启用方案", "adopted an edition"),
            "undone": Words("撤销刚才的操作", "took back what was just done"),
            "contact_named": Words("指明关联密接", "named the linked contact"),
            "people_merged": Words("合并档案后重新判定", "decided again after a merge"),
            "people_unmerged": Words("撤销合并后重新判定", "decided again after a merge was undone"),
            "by_hand_proposed": Words("提出人工判定", "proposed a decision by hand"),
            "by_hand_signed": Words("复签人工判定", "countersigned a decision by hand"),
            "by_hand_withdrawn": Words("撤回人工判定", "withdrew a decision by hand"),
            "appealed": Words("提出申诉", "filed an appeal"),
            "appeal_answered": Words("答复申诉", "answered an appeal"),
        },
    ),
    "tasks": (
        Words("任务", "tasks"),
        {
            "added": Words("生成任务", "made tasks"),
            "reconciled": Words("核对任务", "reconciled tasks"),
            "proved": Words("提交佐证", "gave evidence"),
            "taken_back": Words("撤销办结", "took evidence back"),
            "excused": Words("免办", "excused"),
            "assigned": Words("指派任务", "assigned tasks"),
            "withdrawn": Words("撤回任务", "withdrew tasks"),
            "fell_overdue": Words("任务逾期", "fell overdue"),
            "escalated": Words("逾期升级", "escalated"),
            "instructed": Words("下达指令", "gave an order"),
            "instruction_withdrawn": Words("撤回指令", "withdrew an order"),
            "printed": Words("打印纸质清单", "printed the paper list"),
        },
    ),
    "intake": (
        Words("名单", "lists"),
        {
            "received": Words("接收名单", "received a list"),
            "rows_taken": Words("处理名单条目", "took rows in"),
            "done": Words("名单处理完毕", "finished a list"),
            "stopped": Words("停止接收", "stopped a list"),
            "headings_told": Words("对应表头", "told headings apart"),
            "row_settled": Words("认定存疑条目", "settled a doubtful row"),
            "pushed_on": Words("推转其他地区", "pushed a row on"),
            "forward_answered": Words("答复推转", "answered a row pushed on"),
            "declared": Words("自主报备", "declared a return"),
            "declaration_answered": Words("答复报备", "answered a declaration"),
            "declaration_settled": Words("认定报备人", "settled who declared"),
            "declaration_withdrawn": Words("撤回报备", "withdrew a declaration"),
            "risk_list_received": Words("接收风险区名单", "received a risk list"),
            "risk_lists_applied": Words("按风险区名单重新判定", "applied risk lists"),
            "risk_names_found": Words("对应地名", "found names of places"),
            "risk_name_mended": Words("修正地名", "mended a name"),
        },
    ),
    "situation": (
        Words("日报和专报", "reports and bulletins"),
        {
            "filled": Words("汇总数字", "counted figures"),
            "closed": Words("封存当日数字", "closed a day's figures"),
            "called": Words("要求报送", "called for a report"),
            "call_ended": Words("停止要求报送", "ended a call"),
            "reports_given_out": Words("下发日报任务", "gave out reports"),
            "reported": Words("报送日报", "sent a report"),
            "revised": Words("修订日报", "revised a report"),
            "unlocked": Words("解锁日报", "opened a locked report"),
            "form_kept": Words("上传上级空表", "uploaded an upper-level form"),
            "form_taught": Words("指定表中指标", "said what a form's headings mean"),
            "form_filled": Words("回填上级表", "filled an upper-level form"),
            "form_dropped": Words("删除上级空表", "dropped an upper-level form"),
            "bulletin_composed": Words("起草专报", "drafted a bulletin"),
            "bulletin_written": Words("修改专报文字", "wrote a bulletin's text"),
            "bulletin_signed": Words("签发专报", "signed a bulletin"),
            "bulletin_discarded": Words("弃用专报草稿", "discarded a draft"),
        },
    ),
    "web": (Words("导出", "exports"), {"exported": Words("导出名单", "took a list away as a file")}),
    "exercise": (
        Words("演练和演示", "exercises"),
        {
            "marked": Words("标记为演练或演示", "marked as an exercise or a demonstration"),
            "filled": Words("生成演示数据", "made the demo city"),
        },
    ),
    "vault": (
        Words("密钥", "keys"),
        {
            "key_made": Words("生成数据密钥", "made a data key"),
            "key_destroyed": Words("销毁数据密钥", "destroyed a data key"),
        },
    ),
}
NOUNS = tuple((noun, words) for noun, (words, known) in _GROUPS.items() if known)
_OTHER = Words("其他操作", "another act")


def verb_words(verb: str) -> Words:
    """A verb as people read it; one without words of its own is named by what it is about."""
    noun, _, act = verb.partition(".")
    about, known = _GROUPS.get(noun, (_OTHER, {}))
    if act in known:
        return known[act]
    return Words(f"{about.zh}:其他操作", f"{about.en}: another act") if about is not _OTHER else _OTHER


def every_verb() -> Iterator[tuple[str, Words]]:
    """Every verb that has words, each with what it is about, for a choice among all of them."""
    for noun, (about, known) in _GROUPS.items():
        for act, words in known.items():
            yield f"{noun}.{act}", Words(f"{about.zh}:{words.zh}", f"{about.en}: {words.en}")


def verbs_of(noun: str) -> tuple[str, ...]:
    """The verbs of a noun that have words."""
    return tuple(f"{noun}.{act}" for act in _GROUPS.get(noun, (_OTHER, {}))[1])
