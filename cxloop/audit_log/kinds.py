"""What the audit log can tell of. Pure."""

KINDS = (
    "signed_in", "sign_in_failed", "sign_in_throttled", "signed_out", "refused", "exported",
    "user_added", "role_changed", "password_changed", "deactivated", "reactivated",
    "token_made", "token_revoked", "token_taken_over",
)  # fmt: skip
