FROM python:3.13-slim
WORKDIR /steady
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY bot bot
COPY handlers handlers
COPY scheduler scheduler
COPY storage storage
COPY manifest.yml .
RUN python -m compileall -q bot handlers scheduler storage
RUN useradd --uid 10001 steady && mkdir /data && chown steady /data
USER steady
VOLUME /data
ENV STEADY_DATABASE_URL=sqlite:////data/steady.db STEADY_HTTP_HOST=0.0.0.0
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/healthz', timeout=5)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
