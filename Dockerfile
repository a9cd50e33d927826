# Citedesk in a container: see "Install" in the README.
#
#   TORCH_INDEX  the index of torch's CPU builds; without it, pip's own setting decides, and on x86-64 takes CUDA

ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS built
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
ENV PIP_NO_CACHE_DIR=1
WORKDIR /app
ARG TORCH_INDEX=
# First and by itself: it is the largest part, and is not fetched again when anything else changes.
COPY Makefile ./
RUN make .venv/.torch TORCH_INDEX="${TORCH_INDEX}" \
    && if .venv/bin/python -m pip list | grep -qi '^nvidia'; then \
        echo "error: torch came with CUDA, several GB that nothing here uses" >&2; \
        echo "try: --build-arg TORCH_INDEX=..., the index of its CPU builds" >&2; \
        exit 1; \
    fi
COPY requirements.lock requirements-dev.lock pyproject.toml README.md LICENSE app.py ./
COPY corpus/ corpus/
COPY index/ index/
COPY qa/ qa/
# With what PostgreSQL needs, for DATABASE_URL.
RUN make .venv/.run TORCH_INDEX="${TORCH_INDEX}" \
    && .venv/bin/python -m pip install --no-deps -c requirements-dev.lock psycopg psycopg-binary \
    && .venv/bin/python -m compileall -q app.py corpus index qa

FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home citedesk
COPY --from=built /app/ /app/
ENV PATH=/app/.venv/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    CITEDESK_HOST=0.0.0.0 \
    CITEDESK_PORT=7860 \
    CITEDESK_DATA_DIR=/data/archive \
    CITEDESK_CACHE_DIR=/data/models \
    GRADIO_TEMP_DIR=/data/uploads
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
# The first start converts the embedding model.
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["citedesk"]
CMD ["serve"]
