-- Finds out which heartbeats have come true for a group: it has handled every entry before them, and none of those waits for a retry or has become a dead letter.
-- KEYS: stream, retry, last retry, dead letters. ARGV: group, then, oldest first, the entry ID and text of each heartbeat that the group has acknowledged.
-- Returns how many of them need not be asked about again, from the first on, and which of these is the newest that has come true, or 0. Without the group, or
--   its stream, nothing is known: none has come true, and none ever will.
local function before(a, b)
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am < bm or (am == bm and as < bs)
end

local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1])
if pending.err then return {(#ARGV - 1) / 2, 0} end
local lowest = pending[1] > 0 and pending[2]
-- What could not be read as an event is no event of the issuer, which looks up its own.
local waits = redis.call('ZCARD', KEYS[2]) > 0
local dead = redis.call('ZRANGE', KEYS[4], 0, 99)
for _, id in ipairs(dead) do
  if string.sub(id, 1, 6) ~= 'entry-' then waits = true end
end
if #dead == 100 then waits = true end
local requeued = redis.call('GET', KEYS[3])
local done, heard = 0, 0
for i = 2, #ARGV, 2 do
  local id, number = ARGV[i], i / 2
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if requeued and before(id, requeued) then
    done = number -- An event from before it was moved back to the stream behind it: only a later heartbeat covers that one.
  elseif not entry or entry[2][2] ~= ARGV[i + 1] then
    done = number -- Replaced or trimmed, or Redis has lost it, though another may have its ID now: then it may have lost events from before it as well.
  elseif waits or (lowest and before(lowest, id)) then
    break
  else
    done, heard = number, number
  end
end
return {done, heard}
