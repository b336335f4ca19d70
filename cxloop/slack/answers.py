"""What Slack's error words mean for an alert: give up this path, or try again. Unknown words are tried again.

The words are those of the method pages of docs.slack.dev (chat.postMessage, chat.update, conversations.history).
"""

from cxloop.alerts.errors import DeliveryFailed

NO_ACCESS = frozenset({
    "access_denied", "account_inactive", "ekm_access_denied", "enterprise_is_restricted", "invalid_auth",
    "missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "org_login_required",
    "team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required",
})  # fmt: skip
NO_CHANNEL = frozenset({
    "cannot_dm_bot", "channel_is_limited_access", "channel_not_found", "channel_type_not_supported",
    "invalid_channel", "is_archived", "is_inactive", "messages_tab_disabled", "method_not_supported_for_channel_type",
    "not_in_channel", "restricted_action", "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel", "restricted_action_thread_locked", "restricted_action_thread_only_channel",
    "user_disabled", "user_not_found", "user_not_in_channel", "user_not_visible",
})  # fmt: skip
NO_MESSAGE = frozenset({
    "as_user_not_supported", "block_mismatch", "cannot_reply_to_message", "cant_update_message", "edit_window_closed",
    "message_not_found", "no_dual_broadcast_content_update", "streaming_state_conflict", "update_failed",
})  # fmt: skip
NO_EDIT = NO_MESSAGE | NO_CHANNEL
"""After these the message stays as it is for ever: a new one takes its place."""
OUR_FAULT = frozenset({
    "deprecated_endpoint", "invalid_arg_name", "invalid_arguments", "invalid_array_arg", "invalid_attachments",
    "invalid_blocks", "invalid_blocks_format", "invalid_charset", "invalid_form_data", "invalid_json",
    "invalid_metadata_format", "invalid_metadata_schema", "invalid_post_type", "json_not_object",
    "metadata_must_be_sent_from_app", "metadata_too_large", "method_deprecated", "missing_post_type",
    "msg_blocks_too_long", "msg_too_long", "no_text", "too_many_attachments", "unknown_method",
})  # fmt: skip
PERMANENT = NO_ACCESS | NO_CHANNEL | NO_MESSAGE | OUR_FAULT
TRANSIENT = frozenset({
    "accesslimited", "external_channel_migrating", "fatal_error", "internal_error", "message_limit_exceeded",
    "rate_limited", "ratelimited", "request_timeout", "service_unavailable", "team_added_to_org",
})  # fmt: skip
TOO_LONG = "too_many_pages"
"""Our own word: what we look for is further back than we read."""
MAYBE_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""After these, as Slack says, some part of the request may have succeeded."""


def failure(word: str, retry_after: float | None = None) -> DeliveryFailed:
    """The failure an `"ok": false` answer stands for."""
    known = word in PERMANENT or word in TRANSIENT
    return DeliveryFailed(
        word if known else f"unknown:{_tame(word)}",
        permanent=word in PERMANENT,
        maybe_arrived=word in MAYBE_DONE or not known,
        retry_after=retry_after if word in ("ratelimited", "rate_limited") else None,
        unknown=not known,
    )


def history_is_closed(failed: DeliveryFailed) -> bool:
    """Whether the failure means that we may not look, rather than that looking did not work this time."""
    return failed.code in NO_ACCESS | NO_CHANNEL | {TOO_LONG}


def _tame(word: str) -> str:
    return "".join(
        letter for letter in word[:40] if letter.isascii() and (letter.isalnum() or letter in "_.-")
    )
