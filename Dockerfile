# nordic-clusters: one image for the worker and for single runs.
#   docker build -t nordic-clusters .
#   docker run --rm --read-only --tmpfs /tmp -v clusters:/data nordic-clusters run
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements/ requirements/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes \
        -r requirements/run.txt -r requirements/build.txt
COPY . .
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /data clusters
COPY --from=build /opt/venv /opt/venv
# The folders as in a clone: what prefect.yaml calls entrypoints.
COPY --from=build /src/prefect.yaml /srv/nordic-clusters/
RUN ln -s /opt/venv/lib/python3.12/site-packages/nordic_clusters/flows /srv/nordic-clusters/flows
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/venv/lib/python3.12/site-packages/nordic_clusters \
    PYTHONDONTWRITEBYTECODE=1 \
    NORDIC_CLUSTERS_ROOT=/data \
    PREFECT_HOME=/tmp/prefect \
    DO_NOT_TRACK=1
WORKDIR /srv/nordic-clusters
USER 10001
VOLUME /data
HEALTHCHECK --interval=5m --timeout=30s --start-period=10m \
    CMD ["sh", "-c", "nordic-clusters status --json > /dev/null; test $? -ne 1"]
ENTRYPOINT ["nordic-clusters"]
CMD ["run"]
