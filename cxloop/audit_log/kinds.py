"""What the audit log tells of. Pure."""

KINDS = (
    "signed_in", "sign_in_failed", "sign_in_throttled", "signed_out", "sessions_ended", "refused",
    "user_added", "user_linked", "role_changed", "password_changed", "deactivated", "reactivated",
    "user_changed", "joined", "invitation_made", "invitation_taken_back", "reset_asked", "reset_link_made",
    "identity_linked", "identity_unlinked", "sign_on_refused", "sign_on_secret_changed",
    "second_step_on", "second_step_off", "second_step_reset", "recovery_codes_made", "recovery_code_used",
    "code_failed",
    "team_added", "team_changed", "team_joined", "team_left",
    "token_made", "token_revoked", "token_taken_over",
    "source_connected", "source_changed", "survey_made", "survey_changed", "company_changed",
    "cause_added", "causes_loaded", "secret_key_changed", "exported",
    "absence_announced", "absence_ended",
    "setting_changed", "setting_called_off", "setting_draft_discarded", "answers_corrected",
    "mailbox_changed",
)  # fmt: skip
