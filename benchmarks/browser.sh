#!/usr/bin/env bash
# All benchmarks of the view in a browser, one after the other: more than half an hour, on a machine with nothing else to do.
# Needs Chromium and JupyterLab (the group `demo`), and the peers: pip install quak itables perspective-python
#   PY=python bash benchmarks/browser.sh [quick]
# `quick` tries each script for a moment, to see that it runs. The file of 100 million rows takes 4 GB of /tmp.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PY=${PY:-python}
if [ "${1:-}" = quick ]; then
  "$PY" first_paint.py --viewers dsviz_widget quak itables perspective --rows 100000 --reps 1
  "$PY" first_paint.py --viewers dsviz_widget quak --source parquet --rows 100000 --reps 1
  "$PY" browser_keys.py --rows 100000 --reps 2
  "$PY" browser_frames.py --pictures 200 --brush-rows 100000 --seconds 2
  "$PY" browser_bytes.py --pictures 100
  "$PY" browser_memory.py --pictures 100 --minutes 1 --readings 4
else
  "$PY" first_paint.py --viewers dsviz_widget quak itables perspective --rows 1000000 --reps 7
  "$PY" first_paint.py --viewers dsviz_widget quak --source parquet --rows 1000000 --reps 5
  "$PY" first_paint.py --viewers dsviz_widget quak --source parquet --rows 100000000 --reps 3
  "$PY" browser_keys.py --rows 1000000 10000000 --reps 7
  "$PY" browser_frames.py
  "$PY" browser_bytes.py
  "$PY" browser_memory.py --minutes 10
  "$PY" browser_memory.py --minutes 10 --lab
fi
