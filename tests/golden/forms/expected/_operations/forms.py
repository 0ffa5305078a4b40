# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""What the `forms` operations send and return, for both clients."""

from __future__ import annotations

from .._core.operation import Empty, Field, FormBody, MultipartBody, Operation

LOGIN: Operation[None] = Operation(
    "POST",
    "/login",
    body=FormBody(
        fields=(
            Field("username"),
            Field("password"),
            Field("scope", delimiter=","),
        )
    ),
    replies={204: Empty()},
)

UPLOAD: Operation[None] = Operation(
    "POST",
    "/upload",
    body=MultipartBody(
        fields=(
            Field("files", file="many"),
            Field("cover", content_type="image/png, image/jpeg", file="one"),
            Field("title"),
        )
    ),
    replies={204: Empty()},
)
