# One image for all six processes; which one runs is the command: `services.<service>.<api|worker>`.
FROM python:3.11-slim-bookworm AS dependencies

COPY requirements/runtime.lock /build/runtime.lock
RUN python -m venv /opt/gongfang \
    && /opt/gongfang/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check \
        --require-hashes --only-binary=:all: --requirement /build/runtime.lock

FROM python:3.11-slim-bookworm

ENV PATH=/opt/gongfang/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GONGFANG_BIND_HOST=0.0.0.0
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin gongfang
COPY --from=dependencies /opt/gongfang /opt/gongfang
WORKDIR /srv/gongfang
COPY shared shared
COPY services services
# Dates are Asia/Shanghai: stop the build, not the payroll, if the base image should lose its zone database.
RUN ["python", "-c", "import zoneinfo; zoneinfo.ZoneInfo('Asia/Shanghai')"]
USER 10001
ENTRYPOINT ["python", "-m"]
CMD ["services.orders.api"]
