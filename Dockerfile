# The packages and the collected static files are made in one stage, and used without its tools.
FROM python:3.13-slim-trixie AS build
RUN python -m venv /venv
WORKDIR /app
COPY requirements/base.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles /venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-trixie
# backup and restore ask PostgreSQL's own programs; they are of the release that compose.yaml runs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --no-create-home helpdesk \
    && install --directory --owner=helpdesk --mode=700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles \
    WEB_CONCURRENCY=2
USER helpdesk
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "bin/healthcheck"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "helpdesk.wsgi"]
