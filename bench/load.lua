-- Load for wrk: container.metric events of 250 bytes, each with an id of its own, one or more a request.
-- BENCH_FORMAT: single, ndjson or array. BENCH_EVENTS: events a request. BENCH_RUN: eight hexadecimal digits, another in each run.
-- BENCH_KEY: the key that comes with each request.
local format = os.getenv("BENCH_FORMAT") or "single"
local events = tonumber(os.getenv("BENCH_EVENTS") or "1")
local run = os.getenv("BENCH_RUN") or "00000000"
local BYTES = 250
local METRICS = { { "cpu", "percent" }, { "memory", "MiB" }, { "disk", "MiB" }, { "network", "KiB/s" } }
local NUMBER_LENGTH = 8

-- Requests are made before the load and sent in turn; only the number in their ids changes.
local TEMPLATES = events == 1 and 256 or 4

local templates, slots, number = {}, {}, 0

-- An event in two halves; the number of its request stands between them, as part of its id.
local function halves(place)
    local metric = METRICS[math.random(4)]
    local head = string.format(
        '{"producer":"agent-%02d.default-pool.bench","metric":"%s","value":%.2f,"unit":"%s","id":"%s-',
        math.random(64), metric[1], math.random(0, 99999) / 100, metric[2], run)
    local tail = string.format('-%05d","container":"', place)
    local name = {}
    for i = 1, BYTES - #head - NUMBER_LENGTH - #tail - 2 do
        name[i] = string.format("%x", math.random(0, 15))
    end
    return head, tail .. table.concat(name) .. '"}'
end

-- The pieces of a request; the number goes between them, where slots say.
local function template(head_of_request)
    local pieces, before = {}, head_of_request
    for place = 1, events do
        local head, tail = halves(place)
        pieces[#pieces + 1] = before .. head
        pieces[#pieces + 1] = ""
        slots[place] = #pieces
        before = tail .. (place == events and (format == "array" and "]" or "") or format == "array" and "," or "\n")
    end
    pieces[#pieces + 1] = before
    return pieces
end

function init(args)
    math.randomseed(tonumber(run, 16) % 2147483647)
    local bytes = BYTES * events + events - 1 + (format == "array" and 2 or 0)
    local head = string.format(
        "POST %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
        wrk.path, wrk.host, wrk.port, os.getenv("BENCH_KEY") or "none",
        format == "ndjson" and "application/x-ndjson" or "application/json", bytes, format == "array" and "[" or "")
    for i = 1, TEMPLATES do
        templates[i] = template(head)
    end
end

function request()
    number = number + 1
    local pieces = templates[number % TEMPLATES + 1]
    local text = string.format("%08x", number)
    for place = 1, events do
        pieces[slots[place]] = text
    end
    return table.concat(pieces)
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
