"""Why nobody could be signed in, in sentences: what is missing at the provider, and who mends it."""

from cxloop.language import marked as _
from cxloop.outward.oidc.reaching import SignOnFailed
from cxloop.sentences import Sentence, sentence

REASONS = {
    "address_refused": _(
        "Its %(about)s has to be an https:// address. Only a provider in our own network, on this machine, may do "
        "without."
    ),
    "not_reached": _(
        "It cannot be reached (%(about)s): look at the address and the network. A provider with a private address or "
        "an unusual port has to be said to be in our own network."
    ),
    "no_description": _(
        "There is no description of a provider at that address (%(about)s): its issuer is the address before "
        "/.well-known/openid-configuration."
    ),
    "other_issuer": _("It calls itself “%(about)s”: write exactly that as the provider."),
    "endpoint_missing": _("Its description lacks %(about)s: it is no OpenID Connect provider we can use."),
    "no_code_flow": _("It does not offer the authorization code flow (response type “code”)."),
    "no_algorithm": _(
        "It signs with none of the algorithms we believe (it offers %(about)s): RS256 or ES256 is usual."
    ),
    "no_keys": _("Its keys (jwks_uri) cannot be read."),
    "no_way": _(
        "It wants a client to prove itself in a way we do not know (%(about)s): allow client_secret_basic or "
        "client_secret_post for this client."
    ),
    "client_refused": _("It refuses our client ID or its secret: enter them again, as the provider shows them."),
    "code_refused": _("It says that this sign-in was used already, or came too late. Begin again."),
    "nothing_given": _("It gave us nothing (status %(about)s)."),
    "no_id_token": _("It gave no ID token: the client there has to be one for OpenID Connect."),
    "token_refused": _("What it says of you is not believed (%(about)s). Nobody was signed in."),
    "secret_unreadable": _("Its secret was sealed with another secret key: enter it again."),
}  # fmt: skip


def why(failed: SignOnFailed) -> Sentence:
    """One sentence; `about` is a code or what the provider calls itself, never anybody's data."""
    return sentence(REASONS[failed.reason], about=failed.about)
