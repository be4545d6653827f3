"""``nordic-clusters alerts``: automations of a Prefect server that send on what runs tell."""

from __future__ import annotations

import os
import urllib.parse
from typing import TYPE_CHECKING, Annotated, Any

from warehouse.errors import NordicClustersError

if TYPE_CHECKING:
    from prefect.blocks.abstract import NotificationBlock

#: What is worth a message; a published release only where it is asked for.
TROUBLE = (
    "nordic-clusters.sources.failed",
    "nordic-clusters.sources.stale",
    "nordic-clusters.release.stopped",
)
NEWS = "nordic-clusters.release.published"
_NAME = "nordic-clusters-{kind}"
_KEY_SETTING = "SENDGRID_API_KEY"


def alerts(
    *,
    webhook: Annotated[str | None, "POST {subject, text} as JSON to this address."] = None,
    slack: Annotated[str | None, "A Slack webhook's address."] = None,
    mail: Annotated[
        str | None, f"A mailbox; sent by SendGrid with the key in {_KEY_SETTING}."
    ] = None,
    news: Annotated[bool, "Tell of published releases too, not of trouble alone."] = False,
) -> None:
    """Let the Prefect server of PREFECT_API_URL send on stale sources and stopped releases.

    A second call with the same kind of receiver replaces the first. Secrets are kept in
    blocks of the Prefect server.

    Examples:

      nordic-clusters alerts --webhook https://hooks.example.org/clusters

      nordic-clusters alerts --mail data@example.org --news
    """
    receivers = {"webhook": webhook, "slack": slack, "mail": mail}
    wanted = {kind: address for kind, address in receivers.items() if address}
    if not wanted:
        raise NordicClustersError(
            "nobody is named to send to", remedy="give --webhook, --slack or --mail"
        )
    for kind, address in wanted.items():
        if not _is_address(kind, address):
            raise NordicClustersError(
                f"--{kind} is no address",
                expected="a mailbox" if kind == "mail" else "https://host/path",
                remedy="correct it",  # not shown: a webhook's address is a secret
            )
    if not os.environ.get("PREFECT_API_URL"):
        raise NordicClustersError(
            "alerts are sent by a Prefect server that runs all the time",
            remedy="set PREFECT_API_URL to yours",
        )
    from flows.server import reach

    reach(os.environ["PREFECT_API_URL"], "start it, or set PREFECT_API_URL to one that runs")
    import httpx

    events = {*TROUBLE, NEWS} if news else set(TROUBLE)
    for kind, address in wanted.items():
        try:
            block_id = _block(kind, address).save(_NAME.format(kind=kind), overwrite=True)
            _automate(_NAME.format(kind=kind), events, block_id)
        except httpx.HTTPError as error:
            raise NordicClustersError(
                "the Prefect server did not take the alert",
                url=os.environ["PREFECT_API_URL"],
                found=str(error),
                remedy="look whether PREFECT_API_URL ends with /api and the server is Prefect 3",
            ) from error
        print(f"{kind}: {', '.join(sorted(events))}")


def _is_address(kind: str, address: str) -> bool:
    if kind == "mail":
        return all(address.partition("@")) and not any(map(str.isspace, address))
    try:
        parts = urllib.parse.urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of a port or an IPv6 address that is none
        return False


def _block(kind: str, address: str) -> NotificationBlock:
    """A notification block of Prefect's own; any server can load it."""
    from prefect.blocks.notifications import (
        CustomWebhookNotificationBlock,
        SendgridEmail,
        SlackWebhook,
    )
    from pydantic import SecretStr

    if kind == "slack":
        return SlackWebhook(url=SecretStr(address))
    if kind == "mail":
        key = os.environ.get(_KEY_SETTING)
        if not key:
            raise NordicClustersError(f"{_KEY_SETTING} is not set", remedy="set it and try again")
        return SendgridEmail(api_key=SecretStr(key), sender_email=address, to_emails=[address])
    return CustomWebhookNotificationBlock(
        name="nordic-clusters",
        url=address,
        json_data={"subject": "{{subject}}", "text": "{{body}}"},
        headers=None,
        cookies=None,
    )


def _automate(name: str, events: set[str], block_id: Any) -> None:
    from prefect.client.orchestration import get_client
    from prefect.events.actions import SendNotification
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    with get_client(sync_client=True) as client:
        for old in client.read_automations_by_name(name):
            client.delete_automation(old.id)
        client.create_automation(
            AutomationCore(
                name=name,
                description="Made by `nordic-clusters alerts`.",
                trigger=EventTrigger(expect=events, posture=Posture.Reactive, threshold=1),
                actions=[
                    SendNotification(
                        block_document_id=block_id,
                        subject="{{ event.event }}",
                        body="{{ event.payload.told }}",
                    )
                ],
            )
        )
