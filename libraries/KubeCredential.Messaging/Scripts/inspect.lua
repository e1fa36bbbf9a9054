-- Finds published but unconfirmed events.
-- KEYS: stream, retry, dead letters. ARGV: group, then per event: event ID, entry ID.
-- Returns per event: 'waiting' (in the stream, unread or being handled), 'retry', 'dead', or 'gone' (passed by the group, or lost).
local function later(a, b)
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am > bm or (am == bm and as > bs)
end

local group, last = ARGV[1], nil
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if not groups.err then
  for _, info in ipairs(groups) do
    local fields = {}
    for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
    if fields['name'] == group then last = fields['last-delivered-id'] end
  end
end

local function place(event, entry)
  if redis.call('ZSCORE', KEYS[2], event) then return 'retry' end
  if redis.call('ZSCORE', KEYS[3], event) then return 'dead' end
  if groups.err or entry == '' then return 'gone' end
  local found = redis.call('XRANGE', KEYS[1], entry, entry)
  if #found == 0 then return 'gone' end
  local same = false -- After the stream has lost its tail, another event may have got the same ID.
  for i = 1, #found[1][2], 2 do
    if found[1][2][i] == 'eventId' and found[1][2][i + 1] == event then same = true end
  end
  if not same then return 'gone' end
  if not last or later(entry, last) then return 'waiting' end
  if #redis.call('XPENDING', KEYS[1], group, entry, entry, 1) > 0 then return 'waiting' end
  return 'gone'
end

local places = {}
for i = 2, #ARGV, 2 do places[#places + 1] = place(ARGV[i], ARGV[i + 1]) end
return places
