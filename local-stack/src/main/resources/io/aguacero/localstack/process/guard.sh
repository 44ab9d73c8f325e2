# Reads "+ PID START" and "- PID START" until the JVM that writes them is gone, then kills what is still on the list.
# START is the process' start in clock ticks since boot: a process that reuses the id of another is left alone.
started() {
    read -r stat < "/proc/$1/stat" || return 1
    # The name of the program may hold blanks: the fields are counted behind its closing parenthesis.
    set -- ${stat##*) }
    shift 19
    echo "$1"
}

watched=""
while read -r what pid start; do
    others=""
    for entry in $watched; do
        [ "$entry" = "$pid:$start" ] || others="$others $entry"
    done
    watched=$others
    [ "$what" = "-" ] || watched="$watched $pid:$start"
done

for entry in $watched; do
    pid=${entry%:*}
    if [ "$(started "$pid")" = "${entry#*:}" ]; then
        # Each one leads a process group of its own: its children go with it.
        kill -KILL "-$pid" "$pid"
    fi
done
