"""Contacts and accounts as programs send and read them. Left out: stays as it is; null: cleared."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from cxloop.api.kinds import Address, Email, ExternalId, Language, Moment, Name, Number, Word
from cxloop.api.paging import Paged

Short = Annotated[str, Meta(max_length=60, pattern="^[^\\x00]*$")]
Role = Literal["decision_maker", "champion", "buyer", "influencer", "user"]


class Given(Struct, kw_only=True, forbid_unknown_fields=True):
    """Fields of which any may be left out."""

    def fields(self) -> dict[str, Any]:
        """Those that were given."""
        named = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in named if value is not UNSET}


class NewContact(Given, kw_only=True):
    """A person at a customer, known by `external_id`, else by `email`; one of the two is needed.

    `account_external_id` or `company` names the company: one of an unknown name is made, one of an unknown id is not.
    """

    external_id: ExternalId | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    name: Name | UnsetType | None = UNSET
    phone: Short | UnsetType | None = UNSET
    role: Name | UnsetType | None = UNSET
    buying_role: Role | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    may_contact: Annotated[
        bool | UnsetType, Meta(description="Says it for every purpose at once; `consents` for one each.")
    ] = UNSET
    consents: Annotated[
        dict[Literal["surveys", "calls", "verification", "news"], bool] | UnsetType,
        Meta(description="For what they may be contacted; a purpose left out stays as it is."),
    ] = UNSET
    account_external_id: Name | UnsetType | None = UNSET
    company: Name | UnsetType | None = UNSET


class NewAccount(Given, kw_only=True):
    """A customer company, known by `external_id`, else by name, else by domain."""

    external_id: ExternalId | UnsetType | None = UNSET
    name: Name | UnsetType = UNSET
    domain: Annotated[str, Meta(max_length=254, pattern="^[^\\x00]*$")] | UnsetType | None = UNSET
    tier: Word | UnsetType | None = UNSET
    yearly_value: Annotated[int, Meta(ge=0, le=999_999_999_999)] | UnsetType | None = UNSET
    renews_on: date | UnsetType | None = UNSET
    owner_email: Email | UnsetType | None = UNSET


class Contact(Struct, kw_only=True):
    """A person at a customer. One merged into another names it in `merged_into_id`."""

    id: int
    external_id: str | None
    email: str | None
    name: str | None
    phone: str | None
    role: str | None
    buying_role: str | None
    language: str | None
    may_contact: Annotated[bool, Meta(description="Whether they may be called: `consents.calls`.")]
    consents: Annotated[dict[str, bool], Meta(description="For what they may be contacted now.")]
    account_id: int | None
    merged_into_id: int | None
    created_at: Moment


class KeptContact(Struct, kw_only=True):
    """What became of a contact; `remarks` are codes of what was left out, such as email_taken.

    A token that may not read contacts gets null instead of it, and "updated" for "unchanged".
    """

    id: int
    result: Literal["created", "updated", "unchanged"]
    remarks: list[str]
    contact: Contact | None


class Account(Struct, kw_only=True):
    """A customer company."""

    id: int
    external_id: str | None
    name: str
    domain: str | None
    tier: str | None
    yearly_value: int | None
    renews_on: date | None
    owner_email: str | None
    created_at: Moment


class KeptAccount(Struct, kw_only=True):
    """What became of an account; null for a token that may not read accounts."""

    id: int
    result: Literal["created", "updated", "unchanged"]
    remarks: list[str]
    account: Account | None


class ContactAsked(Paged, kw_only=True):
    """Which contacts."""

    email: Address | None = None
    external_id: ExternalId | None = None
    account_id: Number | None = None


class AccountAsked(Paged, kw_only=True):
    """Which accounts."""

    external_id: ExternalId | None = None
    name: Name | None = None
    domain: Name | None = None
