"""What the audit log tells of. Pure."""

KINDS = (
    "signed_in", "sign_in_failed", "signed_out", "role_changed", "password_changed", "deactivated", "reactivated",
    "token_made", "token_revoked", "token_taken_over", "exported",
)  # fmt: skip
