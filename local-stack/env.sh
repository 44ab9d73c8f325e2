# Sourced by run.sh and test.sh: finds JDK 25 and Maven, and says in one sentence what is missing.

# Prints what is wrong and ends the calling script.
fail() {
    echo "aguacero: $*" >&2
    exit 1
}

java_major() {
    "$1/bin/javac" -version 2>/dev/null | sed -nE 's/^javac ([0-9]+).*/\1/p'
}

# JAVA_HOME, then PATH, then the usual directories; the first one that is new enough is taken.
find_jdk() {
    local candidate on_path=""
    if command -v javac >/dev/null; then
        on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    fi
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-/root}"/.sdkman/candidates/java/*; do
        [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
        if [ "$(java_major "$candidate")" -ge 25 ] 2>/dev/null; then
            export JAVA_HOME=$candidate
            return
        fi
    done
    fail "JDK 25 or newer is needed and none was found: install one (Eclipse Temurin 25, for example) and set JAVA_HOME to it."
}

# Runs a command as root: as it is when we are, else by sudo. Fails when neither is possible.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

find_maven() {
    command -v mvn >/dev/null && return
    echo "aguacero: installing Maven ..."
    { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends maven >/dev/null; } ||
        fail "Maven 3.8.7 or newer is needed: install it (Debian and Ubuntu: apt-get install maven) and try again."
}
