"""Which handler answers which name? The manifest and the messages are held against this page."""

from bot.messages.ids import Action, Form, Shortcut
from handlers import (
    client,
    client_forms,
    digest,
    drafts,
    followup,
    forms,
    home,
    nudge,
    pipeline,
    pipeline_forms,
    settings,
)
from handlers.act import Handler

COMMANDS: dict[str, Handler] = {
    "/client": client.client_command,
    "/followup": followup.followup_command,
    "/pipeline": pipeline.pipeline_command,
    "/steady": followup.steady_command,
}

ACTIONS: dict[str, Handler] = {
    Action.DONE: nudge.done_clicked,
    Action.MOVED: forms.moved_clicked,
    Action.SNOOZE: nudge.snooze_clicked,
    Action.SNOOZE_TO: nudge.snooze_to_clicked,
    Action.SNOOZE_OTHER: forms.snooze_other_clicked,
    Action.NO: nudge.no_clicked,
    Action.OPEN: nudge.open_clicked,
    Action.BACK: nudge.back_clicked,
    Action.UNDO: nudge.undo_clicked,
    Action.CHANGE: forms.change_clicked,
    Action.THEY_DID: nudge.they_did_clicked,
    Action.I_DID: nudge.i_did_clicked,
    Action.ADD_WORDS: forms.add_words_clicked,
    Action.ADD_ANYWAY: nudge.add_anyway_clicked,
    Action.PICK_CLIENT: nudge.pick_client_clicked,
    Action.NEW_CLIENT: nudge.new_client_clicked,
    Action.PICK_DATE: nudge.pick_date_clicked,
    Action.PICK_COMMITMENT: nudge.pick_commitment_clicked,
    Action.NO_TO: nudge.no_to_clicked,
    Action.OPEN_FORM: drafts.open_form_clicked,
    Action.NEXT_DATE: forms.next_date_clicked,
    Action.GIVE_REASON: nudge.reason_given,
    Action.WIN_BACK: nudge.win_back_clicked,
    Action.WIN_BACK_OTHER: nudge.win_back_other_clicked,
    Action.WE_SPOKE: client.we_spoke_clicked,
    Action.LOG_TOUCH: client_forms.log_touch_clicked,
    Action.CHANGE_CADENCE: client_forms.change_cadence_clicked,
    Action.LET_GO: client_forms.let_go_clicked,
    Action.OPEN_QUIET: client.open_quiet_clicked,
    Action.PICK_FOR_CLIENT: client.pick_for_client_clicked,
    Action.NEW_FOR_CLIENT: client.new_for_client_clicked,
    Action.LIST_PAGE: client.list_page_clicked,
    Action.TICKED: client.ticked,
    Action.SPOKE_TO: client.spoke_to_clicked,
    Action.PART_CLIENT: client.part_client_clicked,
    Action.ADD_CONTACT: client_forms.add_contact_clicked,
    Action.RENEWAL_DATE: client.renewal_date_clicked,
    Action.KNOW_DECIDER: client.know_decider_clicked,
    Action.ONE_PERSON: client.one_person_clicked,
    Action.SETTINGS: settings.settings_clicked,
    Action.SHOW_CIRCLES: pipeline.show_circles_clicked,
    Action.MUTE: settings.mute_clicked,
    Action.UNMUTE: settings.unmute_clicked,
    Action.RESUME: settings.resume_clicked,
    Action.DIGEST_SET: digest.set_clicked,
    Action.DIGEST_FORM: digest.form_clicked,
    Action.DIGEST_OFF: digest.off_clicked,
    Action.DIGEST_PERCENT: digest.percent_clicked,
    Action.DIGEST_REPS: digest.reps_clicked,
    Action.DIGEST_PREVIEW: digest.preview_clicked,
    Action.DIGEST_PAGE: digest.page_clicked,
    Action.DIGEST_CSV: digest.csv_clicked,
    Action.SHARE_LOSS: digest.loss_clicked,
    Action.NEW_DEAL: pipeline_forms.new_deal_clicked,
    Action.OPEN_DEAL: pipeline.open_deal_clicked,
    Action.MOVE_DEAL: pipeline.move_deal_clicked,
    Action.NEXT_STEP: pipeline_forms.next_step_clicked,
    Action.WON_DEAL: pipeline.won_clicked,
    Action.LOST_DEAL: pipeline.lost_clicked,
    Action.REOPEN_DEAL: pipeline.reopen_clicked,
    Action.CHANGE_DEAL: pipeline_forms.change_deal_clicked,
    Action.TELL_DECISION: pipeline_forms.decide_by_clicked,
    Action.DEAL_REASON: pipeline.deal_reason_given,
    Action.CLIENT_TOO: pipeline.client_too_clicked,
    Action.ADD_UP_VALUE: pipeline.add_up_value_clicked,
    Action.PICK_DEAL: pipeline.pick_deal_clicked,
    Action.PICK_FOR_DEAL: pipeline.pick_for_deal_clicked,
    Action.NEW_FOR_DEAL: pipeline.new_for_deal_clicked,
    Action.DEAL_PAGE: pipeline.deal_page_clicked,
    Action.CHOOSE_TARGET: pipeline.choose_target_clicked,
    Action.OPEN_TARGET: pipeline_forms.open_target_clicked,
    Action.OPEN_RATE: pipeline_forms.open_rate_clicked,
    Action.SHOW_STRESS: pipeline.show_stress_clicked,
}

FORMS: dict[str, Handler] = {
    Form.FOLLOW_UP: forms.follow_up_submitted,
    Form.MOVED: forms.moved_submitted,
    Form.SNOOZE: forms.snooze_submitted,
    Form.WORDS: forms.words_submitted,
    Form.TOUCH: client_forms.touch_submitted,
    Form.ADD_CLIENT: client_forms.add_client_submitted,
    Form.CADENCE: client_forms.cadence_submitted,
    Form.LET_GO: client_forms.let_go_submitted,
    Form.CONTACT: client_forms.contact_submitted,
    Form.SETTINGS: settings.settings_submitted,
    Form.DIGEST: digest.form_submitted,
    Form.DEAL: pipeline_forms.deal_submitted,
    Form.DEAL_CHANGE: pipeline_forms.deal_change_submitted,
    Form.DECIDE_BY: pipeline_forms.decide_by_submitted,
    Form.TARGET: pipeline_forms.target_submitted,
    Form.RATE: pipeline_forms.rate_submitted,
}

SHORTCUTS: dict[str, Handler] = {
    Shortcut.NEW_FOLLOW_UP: forms.new_follow_up_shortcut,
    Shortcut.FOLLOW_UP_ON_THIS: forms.follow_up_on_this_shortcut,
    Shortcut.LOG_TOUCH: client_forms.log_touch_shortcut,
    Shortcut.LOG_TOUCH_FROM_THIS: client_forms.log_touch_from_this_shortcut,
}

EVENTS: dict[str, Handler] = {
    "message": followup.said_in_dm,
    "app_home_opened": home.home_opened,
}

OPTIONS = {
    Action.CLIENT_TYPED: forms.client_typed,
    Action.ZONE_TYPED: settings.zone_typed,
    Action.PLACE_TYPED: settings.place_typed,
}


def action(action_id: str) -> Handler | None:
    """The handler of a button; what follows a colon only tells buttons of a row apart."""
    return ACTIONS.get(action_id.partition(":")[0])
