-- Removes a consumer group permanently, with its retry queue and its dead letters, so that the stream can be trimmed past what it has not read.
-- KEYS: stream, retry, retry entries, dead letters, dead-letter entries, last retry. ARGV: group, how long after asking for entries a consumer counts as
--   running, in milliseconds, 'do' to carry it out or 'look' for a dry run, how many dead letters to name.
-- Returns 'unknown', 'running' or 'retired', then the numbers of pending entries, retries and dead letters, then IDs of dead letters.
local exists, pending = false, 0
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if not groups.err then
  for _, info in ipairs(groups) do
    local fields = {}
    for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
    if fields['name'] == ARGV[1] then exists, pending = true, fields['pending'] end
  end
end

local retries, dead = redis.call('ZCARD', KEYS[2]), redis.call('ZCARD', KEYS[4])
if not exists and retries + dead == 0 then return {'unknown', 0, 0, 0} end
local answer = {'retired', pending, retries, dead}
if exists then
  for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local fields = {}
    for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
    if fields['idle'] < tonumber(ARGV[2]) then answer[1] = 'running' end
  end
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, ARGV[4] - 1)) do answer[#answer + 1] = id end

if answer[1] == 'retired' and ARGV[3] == 'do' then
  if exists then redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) end
  redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
end
return answer
