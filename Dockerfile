# Eyechart as an image: the locked libraries and the wheel in one virtual environment, for a user without a name, on a
# root that may be read-only. Any base with Python 3.11 or newer (and venv) will do; both stages must use the same one,
# because the environment points at its interpreter.
#
#   docker build -t eyechart:dev .
#   docker build -t eyechart:dev --secret id=pip,src=pip.conf --secret id=ca,src=corp-ca.pem .
#
# The secrets are optional and stay out of the image: `pip` is a pip configuration (index, proxy), `ca` a bundle of
# certificates, which that configuration finds as /run/secrets/ca.
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# Libraries first: they change less often than the code. One environment builds, the other is shipped and has no pip.
COPY requirements.txt deploy/requirements-build.txt ./
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=ca \
    python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/eyechart \
    && /opt/build/bin/pip install --quiet --no-compile --require-hashes -r requirements-build.txt \
    && /opt/build/bin/pip --python /opt/eyechart/bin/python install \
        --quiet --no-compile --only-binary :all: --require-hashes -r requirements.txt

# The build backend comes out of its own lock, so that nothing is fetched beside it. Bytecode is compiled here because
# a read-only root cannot keep any, and is bound to no file time, which builders rewrite.
COPY . .
RUN /opt/build/bin/pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir /srv/wheel . \
    && /opt/build/bin/pip --python /opt/eyechart/bin/python install \
        --quiet --no-compile --no-deps --no-index /srv/wheel/*.whl \
    && /opt/eyechart/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/eyechart/lib \
    && mkdir -p /srv/state /srv/etc


FROM ${BASE}
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="eyechart" \
      org.opencontainers.image.description="Finds images that an LLM gateway drops behind HTTP 200" \
      org.opencontainers.image.source="https://github.com/eyechart/eyechart" \
      org.opencontainers.image.documentation="https://github.com/eyechart/eyechart/blob/main/docs/install.md" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /opt/eyechart /opt/eyechart
COPY --from=build /srv/etc /etc/eyechart
COPY --from=build --chown=65532:65532 /srv/state /var/lib/eyechart

# The store goes to the state directory, as under systemd.
ENV PATH=/opt/eyechart/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/var/lib/eyechart \
    STATE_DIRECTORY=/var/lib/eyechart \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 65532:65532
WORKDIR /var/lib/eyechart
VOLUME /var/lib/eyechart
EXPOSE 10275
STOPSIGNAL SIGTERM

# For those who run it without Kubernetes; by Python, because the base may have neither shell nor curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["python3", "-ISc", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 10275, timeout=4); c.request('GET', '/livez'); raise SystemExit(c.getresponse().status != 200)"]

ENTRYPOINT ["eyechart"]
CMD ["run", "-c", "/etc/eyechart/eyechart.yaml"]
