"""Databases made for one run each from a template, so that every side starts from the same bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

DROP_TRIES = 5  # PostgreSQL itself waits five seconds each time


class Databases:
    """Creates and drops databases beside the given one, which itself is only connected to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._prefix = f"cekjamsos_bench_{os.getpid()}_"
        self._made: list[str] = []

    def url(self, name: str) -> str:
        """Address of the database made under that short name."""
        return urlunsplit(urlsplit(self._url)._replace(path="/" + self._prefix + name))

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or a copy of another one of ours, and return its address."""
        full = self._prefix + name
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(full))
        if template is not None:
            # FILE_COPY checkpoints before and after: no run pays for the writing back of the one before it.
            command += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(self._prefix + template))
        self._run(command)
        self._made.append(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Its last connection may still be closing, and an autovacuum in it must not be told to go by our role."""
        for left in reversed(range(DROP_TRIES)):
            try:
                self._run(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(self._prefix + name)))
                break
            except psycopg2.errors.ObjectInUse:
                if not left:
                    raise
        self._made.remove(name)

    def drop_all(self) -> None:
        for name in list(self._made):
            self.drop(name)

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """A copy for one run, gone afterwards."""
        yield self.create("run", template)
        self.drop("run")

    def vacuum(self, name: str) -> None:
        """Statistics and visibility as a settled register has them."""
        self._run(sql.SQL("VACUUM (ANALYZE)"), self.url(name))

    def _run(self, command: sql.Composable, url: str | None = None) -> None:
        connection = psycopg2.connect(url or self._url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(command)
        finally:
            connection.close()
