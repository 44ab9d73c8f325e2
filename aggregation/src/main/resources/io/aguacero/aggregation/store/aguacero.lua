#!lua name=aguacero
-- Applies one batch of one shard's log, exactly once. Everything is read and checked first; after the first write
-- nothing can fail. Callers: ApplyCall.java (arguments, in the order of `take` below) and ApplyReply.java (answers).
-- All keys begin with KEYS[1], the shard's prefix, for example {k:3}:g1; docs/wire.md lists them.
-- Default flags: a store that is out of memory refuses the call before anything is written.

local VERSION = '@VERSION@'
local OTHER = '["__other__"]'
local INT64_SAFE = 9.2e18   -- below 2^63 by more than a double can be wrong there
local EXACT = 2 ^ 53        -- below it a double is exact, so that Lua can add by itself
local LETTERS_MAX = 100000  -- most dead letters that wait to be replayed; the oldest go first
local CHUNK = 2000          -- most values unpacked at once; Lua's stack holds 8000

local function chunked(command, key, list)
  for first = 1, #list, CHUNK do
    redis.call(command, key, unpack(list, first, math.min(first + CHUNK - 1, #list)))
  end
end

local function read_fields(key, fields)
  local values = {}
  for first = 1, #fields, CHUNK do
    local last = math.min(first + CHUNK - 1, #fields)
    local part = redis.call('HMGET', key, unpack(fields, first, last))
    for i = 1, #part do values[fields[first + i - 1]] = part[i] end
  end
  return values
end

-- The same, and perhaps others too. A small hash is a list in the store, through which it looks for each field anew: if most
-- of it is wanted it is read as a whole.
local function read_at_least(key, fields)
  local size = redis.call('HLEN', key)
  if size > 2 * #fields then return read_fields(key, fields) end
  local all, values = redis.call('HGETALL', key), {}
  for i = 1, #all, 2 do values[all[i]] = all[i + 1] end
  return values
end

local function now_millis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function position(key)
  local p = redis.call('HMGET', key, 'next', 'offset', 'fp', 'owner', 'until', 'resume')
  if not p[1] then return nil end
  return { key = key, next = p[1], offset = p[2], fp = p[3], owner = p[4], lease_end = p[5], resume = p[6] or '' }
end

-- Where the shard stands, and then each kind with its log time in µs.
local function describe(outcome, p)
  local answer = { outcome, p.next, p.offset, p.fp, p.resume }
  local fields = redis.call('HGETALL', p.key)
  for i = 1, #fields, 2 do
    local kind = string.match(fields[i], '^logtime:(.+)$')
    if kind then
      answer[#answer + 1] = kind
      answer[#answer + 1] = fields[i + 1]
    end
  end
  return answer
end

local function busy(p, owner, now)
  return p.owner ~= owner and tonumber(p.lease_end) > now
end

local function other_version(version)
  return redis.error_reply('VERSION this library is ' .. VERSION .. ', the call is for ' .. version)
end

-- version, owner, lease in ms
local function open(keys, args)
  if args[1] ~= VERSION then return other_version(args[1]) end
  local key, owner, lease = keys[1] .. ':pos', args[2], tonumber(args[3])
  local now = now_millis()
  local p = position(key)
  if not p then return { 'EMPTY' } end
  if redis.call('HEXISTS', key, 'logtime') == 1 then
    return redis.error_reply('LAYOUT the shard was filled by an earlier release: empty the store, it is filled again'
      .. ' from the logs')
  end
  if busy(p, owner, now) then return { 'BUSY', p.lease_end } end
  redis.call('HSET', key, 'owner', owner, 'until', string.format('%.0f', now + lease))
  return describe('OK', p)
end

local WRITES = { hash = 'HSET', zset = 'ZADD', set = 'SADD' }

-- One step of filling a shard without a position: version, owner, lease in ms, token of this filling, number of the step
-- from 0, then counted: names of keys to drop; keys (type, name, counted values); fields of the position, which end it.
-- The token and the number of the last step stand in the position, so that steps are lost together or not at all.
local function restore(keys, args)
  if args[1] ~= VERSION then return other_version(args[1]) end
  local prefix, cursor = keys[1], 1
  local function take()
    cursor = cursor + 1
    return args[cursor]
  end
  local function take_counted()
    local list = {}
    for i = 1, tonumber(take()) do list[i] = take() end
    return list
  end
  local owner, lease, token, step = take(), tonumber(take()), take(), tonumber(take())
  local key, now = prefix .. ':pos', now_millis()
  local p = redis.call('HMGET', key, 'next', 'owner', 'until', 'restoring')
  if p[1] then return { 'SEEN' } end
  if p[2] and busy({ owner = p[2], lease_end = p[3] }, owner, now) then return { 'BUSY', p[3] } end
  if step > 0 and p[4] ~= token .. ' ' .. (step - 1) then return { 'LOST' } end

  for _, name in ipairs(take_counted()) do redis.call('UNLINK', prefix .. ':' .. name) end
  for _ = 1, tonumber(take()) do
    local write, name = WRITES[take()], take()
    chunked(write, prefix .. ':' .. name, take_counted())
  end
  redis.call('HSET', key, 'owner', owner, 'until', string.format('%.0f', now + lease),
    'restoring', token .. ' ' .. step)
  local fields = take_counted()
  if #fields > 0 then
    redis.call('HDEL', key, 'restoring')
    chunked('HSET', key, fields)
  end
  return { 'OK' }
end

-- Reads the ids of a group of events: a home bucket ('' when it is gone already), and the buckets in which they may be
-- known.
local function read_ids(prefix, take, known, offset)
  local kind, home, drop_at, blob, lookups = take(), take(), take(), take(), tonumber(take())
  local base, ids = prefix .. ':ids:' .. kind .. ':', {}
  for i = 1, #blob / 16 do ids[i] = string.sub(blob, i * 16 - 15, i * 16) end
  for _ = 1, lookups do
    local key = base .. take()
    if redis.call('EXISTS', key) == 1 then
      for first = 1, #ids, CHUNK do
        local last = math.min(first + CHUNK - 1, #ids)
        local found = redis.call('SMISMEMBER', key, unpack(ids, first, last))
        for i = 1, #found do
          if found[i] == 1 then known[offset + first + i - 2] = true end
        end
      end
    end
  end
  return { kind = kind, name = home ~= '' and 'ids:' .. kind .. ':' .. home, drop_at = drop_at, ids = ids }
end

local function stat_names(names)
  local stats = {}
  for v, name in ipairs(names) do
    for s, what in ipairs({ '.n', '.sum', '.min', '.max', '.last' }) do stats[5 * v + s - 5] = ' ' .. name .. what end
  end
  return stats
end

-- Names of a group's fields, made once for all the tables in which it stands: its count, and then five a value.
local function fields_of(grouping, group)
  local fields = grouping.fields[group]
  if not fields then
    fields = { group .. ' n' }
    for s, stat in ipairs(grouping.stats) do fields[s + 1] = group .. stat end
    grouping.fields[group] = fields
  end
  return fields
end

local function append(list, more)
  local size = #list
  for i = 1, #more do list[size + i] = more[i] end
end

local function exact(number)
  return number < EXACT and number > -EXACT
end

-- Adds to a counter in memory; false when it would come too near to the bounds of 64 bits. A sum that a double can't hold
-- exactly is left to the store: from the first such addition on, all of that counter's are.
local function add(hash, field, delta)
  local before, by = tonumber(hash.now[field] or 0), tonumber(delta)
  local sum = before + by
  hash.now[field] = sum
  if exact(before) and exact(by) and exact(sum) and not hash.inexact[field] then
    hash.sums[field] = sum
  else
    hash.inexact[field] = true
    hash.increments[#hash.increments + 1] = { field, delta }
  end
  return sum < INT64_SAFE and sum > -INT64_SAFE
end

local function set(hash, field, value)
  hash.now[field] = value
  hash.values[field] = value
end

-- Folds the value whose fields stand in `fields` from `at` on.
local function fold_value(hash, fields, at, n, sum, min, max, last)
  local fits = add(hash, fields[at], n)
  fits = add(hash, fields[at + 1], sum) and fits
  local field = fields[at + 2]
  local now = hash.now[field]
  if not now or tonumber(min) < tonumber(now) then set(hash, field, min) end
  field = fields[at + 3]
  now = hash.now[field]
  if not now or tonumber(max) > tonumber(now) then set(hash, field, max) end
  field = fields[at + 4]
  now = hash.now[field]
  if not now or string.sub(last, 1, 48) > string.sub(now, 1, 48) then set(hash, field, last) end
  return fits
end

local function new_hash(prefix, kind, name, index, start, drop_at)
  return { kind = kind, key = prefix .. ':' .. name, name = name, index = index, start = start, drop_at = drop_at,
    sums = {}, increments = {}, inexact = {}, values = {} }
end

-- Which groups of a grouping are kept on this shard: those that its totals know, and new ones while there is room.
local function admit(grouping, now)
  local kept = tonumber(now['#'] or 0)
  local before = kept
  for i, group in ipairs(grouping.groups) do
    if group ~= OTHER and grouping.groups_max > 0 and not now[group .. ' n'] then
      if kept < grouping.groups_max then
        kept = kept + 1
      else
        grouping.groups[i] = OTHER
      end
    end
  end
  return kept ~= before and kept or nil
end

-- Reads a hash of a grouping, and folds the batch's cells into what is there. A grouping's first hash is its totals.
local function read_hash(prefix, take, grouping, is_totals)
  local name, index, start, drop_at = take(), take(), take(), take()
  local count, stride = tonumber(take()), 2 + #grouping.stats
  local hash = new_hash(prefix, grouping.kind, name, index, start, drop_at)
  local cells, first = take(count * stride)
  local fields = {}
  for at = first, first + (count - 1) * stride, stride do
    append(fields, fields_of(grouping, grouping.groups[tonumber(cells[at])]))
  end
  if is_totals and grouping.groups_max > 0 then
    fields[#fields + 1] = '#'
    append(fields, fields_of(grouping, OTHER))
  end
  hash.now = read_at_least(hash.key, fields)
  if is_totals then hash.kept = admit(grouping, hash.now) end
  local fits = true
  for at = first, first + (count - 1) * stride, stride do
    local names = fields_of(grouping, grouping.groups[tonumber(cells[at])])
    fits = add(hash, names[1], cells[at + 1]) and fits
    for v = 2, #names, 5 do
      local c = at + v
      if cells[c] ~= '0' then
        fits = fold_value(hash, names, v, cells[c], cells[c + 1], cells[c + 2], cells[c + 3], cells[c + 4]) and fits
      end
    end
  end
  hash.new_start = index ~= '' and not redis.call('ZSCORE', prefix .. ':' .. index, start)
  hash.new_total = is_totals and redis.call('SISMEMBER', prefix .. ':totals', name) == 0
  return hash, fits
end

local function read_grouping(prefix, take, hashes)
  local kind, groups_max = take(), tonumber(take())
  local grouping = { kind = kind, groups_max = groups_max, groups = {}, fields = {} }
  local names = {}
  for v = 1, tonumber(take()) do names[v] = take() end
  grouping.stats = stat_names(names)
  for g = 1, tonumber(take()) do grouping.groups[g] = take() end
  local all_fit = true
  for t = 1, tonumber(take()) do
    local hash, fits = read_hash(prefix, take, grouping, t == 1)
    hashes[#hashes + 1] = hash
    all_fit = fits and all_fit
  end
  return all_fit
end

-- Reads the sums of one hour of one kind: fields and what is added to each.
local function read_sums(prefix, take)
  local kind, hour, drop_at = take(), take(), take()
  local name, index = 'rc:' .. kind .. ':' .. hour, 'rci:' .. kind
  local hash = new_hash(prefix, kind, name, index, hour, drop_at)
  local fields, deltas = {}, {}
  for i = 1, tonumber(take()) do fields[i], deltas[i] = take(), take() end
  hash.now = read_at_least(hash.key, fields)
  local fits = true
  for i, field in ipairs(fields) do fits = add(hash, field, deltas[i]) and fits end
  hash.new_start = not redis.call('ZSCORE', prefix .. ':' .. index, hour)
  return hash, fits
end

local function expires(expiry, kind, drop_at, name)
  local names = expiry[kind]
  if not names then
    names = {}
    expiry[kind] = names
  end
  names[#names + 1] = drop_at
  names[#names + 1] = name
end

-- Which dead letters wait to be replayed, as the store has it, and over it what the batch changes, in the order of the log.
-- A field of `letterids` is a letter, with the id of its event, or an id, with its letter.
local function letter_book(prefix)
  local letters, ids = prefix .. ':letters', prefix .. ':letterids'
  return { prefix = prefix, letters = letters, ids = ids, any = redis.call('ZCARD', letters) > 0,
    any_ids = redis.call('HLEN', ids) > 0, waits = {}, fields = {} }
end

local function waits(book, letter)
  local now = book.waits[letter]
  if now == nil then now = book.any and redis.call('ZSCORE', book.letters, letter) end
  return now and true or false
end

local function field_of(book, field)
  local now = book.fields[field]
  if now == nil then now = book.any_ids and redis.call('HGET', book.ids, field) end
  return now
end

-- The letter waits no more; whether it did.
local function strike(book, letter)
  if not waits(book, letter) then return false end
  book.waits[letter] = false
  local id = field_of(book, letter)
  if id then
    book.fields[letter] = false
    book.fields[id] = false
  end
  return true
end

local function enter(book, letter, id)
  book.waits[letter] = true
  if id ~= '' then
    book.fields[letter] = id
    book.fields[id] = letter
  end
end

-- An event of that id is counted, now or before: no letter of it waits any more.
local function settle(book, id)
  local letter = field_of(book, id)
  if letter then strike(book, letter) end
end

-- Whether an event is counted: the store has its id in one of the buckets, or will have by this batch.
local function counted(book, settled, kind, starts, id, raw_id)
  for _, start in ipairs(starts) do
    if settled[id .. start] or redis.call('SISMEMBER', book.prefix .. ':ids:' .. kind .. ':' .. start, raw_id) == 1
    then return true end
  end
  return false
end

-- A new letter: its name, its event's id ('' without one) in hexadecimal and raw, the letter that its event replayed ('' for
-- none, '-' for one that isn't of this shard), and the buckets of a kind in which its event may be known. It waits unless
-- its event is counted, or another letter of it waits, or it replayed one that didn't wait.
local function read_letter(take, book, settled)
  local letter, id, raw_id = take(), take(), take()
  local replayed, kind, starts = take(), take(), {}
  for i = 1, tonumber(take()) do starts[i] = take() end
  local entitled = replayed == '' or (replayed ~= '-' and strike(book, replayed))
  local free = id == '' or not (field_of(book, id) or counted(book, settled, kind, starts, id, raw_id))
  if entitled and free then enter(book, letter, id) end
end

-- Reads what bears on letters, in the order of the log, and gives the places of the replays whose letter doesn't wait.
-- S: an event that counts or did; R: a replay, which counts if its letter waits; both with the bucket of their id, which is
-- '' when that is gone. W: a new letter (read_letter).
local function read_letter_steps(take, book)
  local refused, settled = {}, {}
  for step = 0, tonumber(take()) - 1 do
    local what = take()
    if what == 'W' then
      read_letter(take, book, settled)
    else
      local letter = what == 'R' and take()
      local id, home = take(), take()
      if letter and not strike(book, letter) then
        refused[#refused + 1] = step
      else
        settle(book, id)
        if home ~= '' then settled[id .. home] = true end
      end
    end
  end
  return refused
end

local function hex(octet)
  return string.format('%02x', string.byte(octet))
end

-- Without steps of its own a batch still settles the letters that wait for its events, if any letter does.
local function settle_all(book, buckets)
  if not book.any_ids then return end
  local ids = {}
  for _, bucket in ipairs(buckets) do
    for _, id in ipairs(bucket.ids) do ids[#ids + 1] = (string.gsub(id, '.', hex)) end
  end
  for _, letter in pairs(read_fields(book.ids, ids)) do
    if letter then strike(book, letter) end
  end
end

local function write_letters(book)
  local added, removed, fields, gone = {}, {}, {}, {}
  for letter, waiting in pairs(book.waits) do
    if waiting then
      added[#added + 1] = string.match(letter, '^%d+')
      added[#added + 1] = letter
    else
      removed[#removed + 1] = letter
    end
  end
  for field, value in pairs(book.fields) do
    if value then
      fields[#fields + 1] = field
      fields[#fields + 1] = value
    else
      gone[#gone + 1] = field
    end
  end
  chunked('ZADD', book.letters, added)
  chunked('ZREM', book.letters, removed)
  chunked('HSET', book.ids, fields)
  chunked('HDEL', book.ids, gone)
  local excess = #added > 0 and redis.call('ZCARD', book.letters) - LETTERS_MAX or 0
  if excess > 0 then
    for _, letter in ipairs(redis.call('ZRANGE', book.letters, 0, excess - 1)) do
      redis.call('HDEL', book.ids, letter, redis.call('HGET', book.ids, letter) or letter)
      redis.call('ZREM', book.letters, letter)
    end
  end
end

local function write_hash(prefix, hash, expiry)
  local values, size = {}, 0
  for field, value in pairs(hash.values) do
    values[size + 1], values[size + 2] = field, value
    size = size + 2
  end
  for field, sum in pairs(hash.sums) do
    values[size + 1], values[size + 2] = field, string.format('%.0f', sum)
    size = size + 2
  end
  if hash.kept then values[size + 1], values[size + 2] = '#', string.format('%.0f', hash.kept) end
  chunked('HSET', hash.key, values)
  for _, increment in ipairs(hash.increments) do
    redis.call('HINCRBY', hash.key, increment[1], increment[2])
  end
  if hash.new_start then redis.call('ZADD', prefix .. ':' .. hash.index, hash.start, hash.start) end
  if hash.new_total then redis.call('SADD', prefix .. ':totals', hash.name) end
  if hash.drop_at ~= '' then expires(expiry, hash.kind, hash.drop_at, hash.name) end
end

-- Drops what a kind's log time has passed: id buckets, windows and hours of sums, with their entries in the indexes.
local function drop(prefix, kind, millis, limit)
  local expiry = prefix .. ':expiry:' .. kind
  local names = redis.call('ZRANGEBYSCORE', expiry, '-inf', millis, 'LIMIT', 0, limit)
  for _, name in ipairs(names) do
    redis.call('UNLINK', prefix .. ':' .. name)
    redis.call('ZREM', expiry, name)
    local size, start = string.match(name, '^w:[^:]+:([^:]+):(%-?%d+):')
    if size then redis.call('ZREM', prefix .. ':wi:' .. kind .. ':' .. size, start) end
    local hour = string.match(name, '^rc:[^:]+:(%-?%d+)$')
    if hour then redis.call('ZREM', prefix .. ':rci:' .. kind, hour) end
  end
end

-- Kinds with their log times, which only grow; the sorted set of what a kind drops is looked at before anything is written.
local function read_log_times(prefix, take)
  local times = {}
  for i = 1, tonumber(take()) do
    local kind, micros, millis = take(), take(), take()
    redis.call('ZCARD', prefix .. ':expiry:' .. kind)
    times[i] = { kind = kind, micros = micros, millis = millis }
  end
  return times
end

-- version, owner, lease in ms, from, previous fingerprint, to, last offset, last fingerprint, most drops, then counted:
-- log times (read_log_times), groups of ids (read_ids), what bears on letters (read_letter_steps), groupings
-- (read_grouping), hours of sums (read_sums). A kind that has ids, groupings or sums has its log time here too, but for the
-- kind '-', which drops nothing.
local function apply(keys, args)
  if args[1] ~= VERSION then return other_version(args[1]) end
  local prefix, cursor = keys[1], 1
  -- The next argument, or with a count the arguments and the place of the first of as many.
  local function take(count)
    local first = cursor + 1
    cursor = cursor + (count or 1)
    if count then return args, first end
    return args[first]
  end
  local owner, lease, from, previous_fp = take(), tonumber(take()), tonumber(take()), take()
  local to, last_offset, last_fp, most_drops = take(), take(), take(), take()

  local p = position(prefix .. ':pos')
  if not p then return { 'EMPTY' } end
  if from > tonumber(p.next) then return describe('GAP', p) end
  if from < tonumber(p.next) then return describe('SEEN', p) end
  if p.fp ~= previous_fp then return describe('FORKED', p) end
  local now = now_millis()
  if busy(p, owner, now) then return { 'BUSY', p.lease_end } end

  local times = read_log_times(prefix, take)
  local known, buckets, ids = {}, {}, 0
  for b = 1, tonumber(take()) do
    buckets[b] = read_ids(prefix, take, known, ids)
    ids = ids + #buckets[b].ids
  end
  local book = letter_book(prefix)
  local refused = read_letter_steps(take, book)
  local places = {}
  for i = 0, ids - 1 do
    if known[i] then places[#places + 1] = i end
  end
  if #places + #refused > 0 then return { 'KNOWN', places, refused } end

  local hashes, fits = {}, true
  for _ = 1, tonumber(take()) do fits = read_grouping(prefix, take, hashes) and fits end
  for _ = 1, tonumber(take()) do
    local hash, sums_fit = read_sums(prefix, take)
    hashes[#hashes + 1] = hash
    fits = sums_fit and fits
  end
  if not fits then return { 'OVERFLOW' } end
  if next(book.waits) == nil then settle_all(book, buckets) end

  local expiry = {}
  for _, bucket in ipairs(buckets) do
    if bucket.name then
      chunked('SADD', prefix .. ':' .. bucket.name, bucket.ids)
      expires(expiry, bucket.kind, bucket.drop_at, bucket.name)
    end
  end
  for _, hash in ipairs(hashes) do write_hash(prefix, hash, expiry) end
  write_letters(book)
  for kind, names in pairs(expiry) do chunked('ZADD', prefix .. ':expiry:' .. kind, names) end
  local stand = { 'owner', owner, 'until', string.format('%.0f', now + lease) }
  if tonumber(to) > from then
    stand = { 'next', to, 'offset', last_offset, 'fp', last_fp, unpack(stand) }
    for _, time in ipairs(times) do
      stand[#stand + 1] = 'logtime:' .. time.kind
      stand[#stand + 1] = time.micros
    end
  end
  redis.call('HSET', prefix .. ':pos', unpack(stand))
  for _, time in ipairs(times) do drop(prefix, time.kind, time.millis, most_drops) end
  return { 'OK' }
end

redis.register_function('aguacero_open', open)
redis.register_function('aguacero_restore', restore)
redis.register_function('aguacero_apply', apply)
