-- Reads failed deliveries in the order of their scores.
-- KEYS: sorted set, entries. ARGV: 'due' (lowest score first, up to the server's time), 'first' (lowest score first) or 'last' (highest
-- first); limit; then, to go on after an entry, its id and score. Returns id, score, failed delivery, …
local mode, limit = ARGV[1], tonumber(ARGV[2])
local start = 0
if ARGV[3] then
  local rank = redis.call(mode == 'last' and 'ZREVRANK' or 'ZRANK', KEYS[1], ARGV[3])
  local score = redis.call('ZSCORE', KEYS[1], ARGV[3])
  if rank and tonumber(score) == tonumber(ARGV[4]) then
    start = rank + 1
  elseif mode == 'last' then -- The entry is gone: go on behind its place.
    start = redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[4], '+inf')
  else
    start = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[4])
  end
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
local rows = {}
for i = 1, #found, 2 do
  rows[#rows + 1] = found[i]
  rows[#rows + 1] = found[i + 1]
  rows[#rows + 1] = redis.call('HGET', KEYS[2], found[i]) or ''
end
return rows
