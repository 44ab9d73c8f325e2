#!/usr/bin/env bash
# Load through the door, and a verdict: ./loadtest/run.sh -u 20 -t 2m --rate 500. Without --headless and -t it is Locust's web page, at
# http://127.0.0.1:8089/locust. All of Locust's options and ours: ./loadtest/run.sh --help.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=$("$here/venv.sh")
web=(--web-base-path "${LOCUST_WEB_BASE_PATH:-/locust}" --web-host "${LOCUST_WEB_HOST:-127.0.0.1}")
for option in "$@"; do
    case $option in
        -t | --run-time | --run-time=* | -t[0-9]*) web=(--headless) ;;
    esac
done
for option in "$@"; do
    case $option in
        -h | --help) (cd "$here" && "$venv/bin/python" -m aguacero_load.settings) ;;
        --worker | --autostart) web=() ;;
        --web-base-path* | --web-host*) web=() ;;
    esac
done
exec "$venv/bin/locust" -f "$here/locustfile.py" "${web[@]}" "$@"
