-- Reads failed deliveries in the order of their scores.
-- KEYS: sorted set, entries. ARGV: 'due' (lowest score first, up to the server's time), 'first' (lowest score first) or 'last' (highest
-- first); limit; then, to continue after an entry, its ID and score; then, in lower case, IDs of credentials: the text of a failed delivery
-- that names none of them is left out. Returns ID, score, failed delivery, …
local mode, limit = ARGV[1], tonumber(ARGV[2])
local start = 0

-- Whether a sorts before b by bytes, which is the order of equal scores in Redis. Lua's own comparison depends on the locale.
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- The rank after an entry that no longer exists: after the better scores, and the equal ones that sort before it.
local function rank_behind(id, score)
  local rank = mode == 'last' and redis.call('ZCOUNT', KEYS[1], '(' .. score, '+inf') or redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. score)
  while true do
    local at = redis.call(mode == 'last' and 'ZREVRANGE' or 'ZRANGE', KEYS[1], rank, rank, 'WITHSCORES')
    if #at == 0 or tonumber(at[2]) ~= tonumber(score) then return rank end
    if mode == 'last' and before(at[1], id) or mode ~= 'last' and before(id, at[1]) then return rank end
    rank = rank + 1
  end
end

if ARGV[3] and ARGV[3] ~= '' then
  local rank = redis.call(mode == 'last' and 'ZREVRANK' or 'ZRANK', KEYS[1], ARGV[3])
  local score = redis.call('ZSCORE', KEYS[1], ARGV[3])
  start = rank and tonumber(score) == tonumber(ARGV[4]) and rank + 1 or rank_behind(ARGV[3], ARGV[4])
end
local found
if mode == 'due' then
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', start, limit)
elseif mode == 'last' then
  found = redis.call('ZREVRANGE', KEYS[1], start, start + limit - 1, 'WITHSCORES')
else
  found = redis.call('ZRANGE', KEYS[1], start, start + limit - 1, 'WITHSCORES')
end
local wanted, uuid = nil, string.rep('%x', 8) .. ('%-' .. string.rep('%x', 4)):rep(3) .. '%-' .. string.rep('%x', 12)
for i = 5, #ARGV do
  wanted = wanted or {}
  wanted[ARGV[i]] = true
end
local function is_wanted(text)
  if not wanted then return true end
  for id in string.gmatch(string.lower(text), uuid) do
    if wanted[id] then return true end
  end
  return false
end

local rows = {}
for i = 1, #found, 2 do
  rows[#rows + 1] = found[i]
  rows[#rows + 1] = found[i + 1]
  local text = redis.call('HGET', KEYS[2], found[i]) or ''
  rows[#rows + 1] = is_wanted(text) and text or ''
end
return rows
