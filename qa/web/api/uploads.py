"""The way in for files: one request each, whose body is the file as it is.

The page's tab Archive uses it. A multipart form would be parsed, and kept in the system's own folder for
temporary files, before anybody knows how large it is.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect

from qa.web.auth.access import account_of
from qa.web.middleware import UPLOADS
from qa.web.state.uploads import Uploads

_MOST_NAME = 1_000


def add_uploads(api: FastAPI, uploads: Uploads) -> None:
    """Add the routes to `api`; `qa.web.auth.access` lets operators through to them, and nobody else."""

    @api.post(UPLOADS, include_in_schema=False)
    async def upload(request: Request, name: Annotated[str, Query(max_length=_MOST_NAME)]) -> Response:
        size = int(request.headers["content-length"])
        account = account_of(request.scope).name
        try:
            received = await uploads.receive(name, size, request.stream(), account)
        except ClientDisconnect:
            return Response(status_code=400)  # Nobody is there to read it.
        return JSONResponse({"id": received.id, "name": received.name, "bytes": received.size}, 201)

    @api.delete(UPLOADS + "/{upload_id}", include_in_schema=False)
    def discard(request: Request, upload_id: str) -> Response:
        uploads.discard(upload_id, account_of(request.scope).name)
        return Response(status_code=204)
