# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The `jobs` operations of the blocking client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from .. import models
from .._core.unions import ByTag
from .._operations import jobs as operations
from ._transport import Group, Pages, Stream


class Jobs(Group):
    """A queue of work and what becomes of it.

    Every operation may raise:

    - BadRequest: The request makes no sense.
    - Unauthorized: The access token is missing, expired or not valid.
    - Forbidden: The user may not do this.
    - ServiceUnavailable: Something that the service needs is down for now.
    """

    def submit(
        self,
        body: Sequence[models.JobDescription | Mapping[str, Any]],
    ) -> list[models.SubmittedJob]:
        """Submit jobs.

        All of them are put into the queue, or none. A job with `copies` stands for
        several; no more than 10,000 jobs are accepted at once.
        """
        return self._send(operations.SUBMIT, {}, body)

    def send_command(
        self,
        body: models.ServiceJobsModelsCommandRequest | Mapping[str, Any],
    ) -> None:
        """Give a command to jobs, which get it with their next heartbeat.

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.SEND_COMMAND, {}, body)

    def heartbeat(
        self,
        body: Mapping[str, models.Heartbeat | Mapping[str, Any]],
    ) -> list[models.PendingCommand]:
        """Report that jobs are alive, and take the commands for them.

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.HEARTBEAT, {}, body)

    def kill(
        self,
        *,
        job_ids: list[int],
        reason: str | None = None,
    ) -> models.BulkResult:
        """Kill jobs.

        Those that wait are killed at once. Those that run are told to stop with their
        next heartbeat.

        Args:
            job_ids: 1 to 1000 items.
            reason: at most 4096 characters.
        """
        return self._send(operations.KILL, {}, {"job_ids": job_ids, "reason": reason})

    def match(
        self,
        body: models.PilotOffer | Mapping[str, Any],
    ) -> models.MatchedJob | None:
        """Take the most urgent job that fits what a pilot offers."""
        return self._send(operations.MATCH, {}, body)

    def find_by_parameter(
        self,
        *,
        name: str,
        equals: str | None = None,
        above: float | None = None,
        below: float | None = None,
    ) -> list[int]:
        """Find jobs by a parameter: the numbers of at most 1000 that you may see.

        Args:
            name: Name of the parameter (matching `^[A-Za-z0-9_]{1,64}$`).
            equals: Text that it must be (at most 256 characters).
            above: Number that it must exceed.
            below: Number that it must be below.

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(
            operations.FIND_BY_PARAMETER,
            {"name": name, "equals": equals, "above": above, "below": below},
        )

    def reschedule(
        self,
        body: models.RescheduleRequest | Mapping[str, Any],
    ) -> models.BulkResult:
        """Start jobs anew.

        They go back into the queue, and commands for them are forgotten. A job that was
        started anew too often is left alone.
        """
        return self._send(operations.RESCHEDULE, {}, body)

    def _generated_search(
        self,
        body: models.SearchQuery | Mapping[str, Any] | None = None,
        *,
        page: int | None = None,
        per_page: int | None = None,
    ) -> list[models.JobRow]:
        """Search for jobs.

        Returns the selected fields of the jobs that you may see and that pass all
        filters. The `Content-Range` header says which they are and how many match.

        Args:
            page: Page, from 1 (1 to 10000000; 1 when omitted).
            per_page: Jobs on a page (1 to 10000; 100 when omitted).

        Raises:
            ApiError: There is no such page.
        """
        return self._send(operations.SEARCH, {"page": page, "per_page": per_page}, body)

    def _generated_search_pages(
        self,
        body: models.SearchQuery | Mapping[str, Any] | None = None,
        *,
        page: int | None = None,
        per_page: int | None = None,
    ) -> Pages[models.JobRow]:
        """List what `search` returns page by page.

        Iterate over the items, or see `pages()` and `list_all()` of the result.
        """
        return self._pages(
            operations.SEARCH_PAGES, {"page": page, "per_page": per_page}, body
        )

    def set_status(
        self,
        body: Mapping[str, Sequence[models.StatusUpdate | Mapping[str, Any]]],
        *,
        force: bool | None = None,
    ) -> models.BulkResult:
        """Change the status of jobs.

        Changes are applied in the order of their times. A job that is in a final status
        is left alone and reported in `failed`; the others change.

        Args:
            force: Also leave final statuses, as an administrator (False when omitted).
        """
        return self._send(operations.SET_STATUS, {"force": force}, body)

    def summary(
        self,
        body: models.SummaryQuery | Mapping[str, Any],
    ) -> list[models.SummaryRow]:
        """Count jobs by the values of some fields."""
        return self._send(operations.SUMMARY, {}, body)

    def get(self, job_id: int) -> models.Job:
        """Get a job.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.GET, {"job_id": job_id})

    def set_metadata(
        self,
        job_id: int,
        body: models.Metadata | Mapping[str, Any],
    ) -> None:
        """Change the name, priority or site of a job; what is absent stays.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.SET_METADATA, {"job_id": job_id}, body)

    def remove(self, job_id: int) -> None:
        """Forget a job, its history and its log.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.REMOVE, {"job_id": job_id})

    def events(
        self,
        job_id: int,
        *,
        last_event_id: int | None = None,
    ) -> Stream[
        Annotated[
            models.StatusEvent | models.ProgressEvent | models.ParametersEvent,
            ByTag(
                "kind",
                {
                    "status": "StatusEvent",
                    "heartbeat": "ProgressEvent",
                    "parameters": "ParametersEvent",
                },
            ),
        ]
    ]:
        """Follow what happens to a job, from its start until it is in a final status.

        Args:
            job_id: Number of the job (1 to 9007199254740991).
            last_event_id: Last event that you have (0 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._stream(
            operations.EVENTS, {"job_id": job_id, "last_event_id": last_event_id}
        )

    def history(self, job_id: int) -> list[models.StatusChange]:
        """Get the status changes of a job, oldest first.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.HISTORY, {"job_id": job_id})

    def log(
        self,
        job_id: int,
        *,
        level: models.LogLevel | None = None,
        follow: bool | None = None,
    ) -> Stream[models.LogLine]:
        """Read the log of a job, a JSON object on each line.

        Args:
            job_id: Number of the job (1 to 9007199254740991).
            level: Only lines that matter so much, or more ('debug' when omitted).
            follow: Wait for more until the job is in a final status (False when
                omitted).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._stream(
            operations.LOG, {"job_id": job_id, "level": level, "follow": follow}
        )

    def append_log(
        self,
        job_id: int,
        body: Sequence[models.LogLine | Mapping[str, Any]],
    ) -> None:
        """Append lines to the log of a job.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.APPEND_LOG, {"job_id": job_id}, body)

    def get_parameters(self, job_id: int) -> dict[str, Any]:
        """Get what a job has said about itself.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.GET_PARAMETERS, {"job_id": job_id})

    def set_parameters(self, job_id: int, body: Mapping[str, Any]) -> None:
        """Set parameters of a job.

        Args:
            job_id: Number of the job (1 to 9007199254740991).

        Raises:
            NotFound: There is no such thing, or the user may not see it.
        """
        return self._send(operations.SET_PARAMETERS, {"job_id": job_id}, body)
