"""A Spark session for the tests that need one: on this machine, started once, reached from nowhere else."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17


@cache
def java_version() -> int:
    """Return the major version of Java on this machine, or 0."""
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if not java or not os.path.exists(java):
        return 0
    text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', text)
    return int(found.group(1)) if found else 0


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session with two cores."""
    if java_version() < OLDEST_JAVA:
        found = f"Java {java_version()}" if java_version() else "no Java"
        pytest.skip(f"Spark needs Java {OLDEST_JAVA} or newer; there is {found}. Set JAVA_HOME to one.")
    # It logs what we turn into a sentence.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # What Spark says of pandas is of no concern here, and which address a machine's name has neither.
        warnings.simplefilter("ignore", FutureWarning)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[2]")
            .appName("dsviz_widget tests")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", "4g")
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "OFF")
            .config("spark.local.dir", str(folder / "local"))
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.adaptive.enabled", "false")
            # What is said of past statements is long, and nobody reads it here.
            .config("spark.sql.maxPlanStringLength", "1000")
            .config("spark.sql.ui.retainedExecutions", "1")
            .config("spark.ui.retainedJobs", "1")
            .config("spark.ui.retainedStages", "1")
            # For a few rows, compiling Java takes longer than all the rest.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .getOrCreate()
        )
    try:
        yield session
    finally:
        session.stop()
