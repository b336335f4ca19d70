"""OpenID Connect: asking the company's identity provider who somebody is.

Core 1.0 and Discovery 1.0, with the proof of RFC 7636 and the issuer of RFC 9207.
"""

from cxloop.outward.oidc.answering import Client, claimed, is_believed
from cxloop.outward.oidc.asking import Journey, begun
from cxloop.outward.oidc.company import BACK, back, client_of, reach_of
from cxloop.outward.oidc.discovering import WAYS, Provider, discovered
from cxloop.outward.oidc.keys import fetched
from cxloop.outward.oidc.reaching import Reach, SignOnFailed
from cxloop.outward.oidc.remembering import Remembered
from cxloop.outward.oidc.words import why

__all__ = [
    "BACK", "WAYS", "Client", "Journey", "Provider", "Reach", "Remembered", "SignOnFailed", "back", "begun", "claimed",
    "client_of", "discovered", "fetched", "is_believed", "reach_of", "why",
]  # fmt: skip
