-- Sends requests with unknown bearer keys, a different one each time, and prints the counts of responses at the end.
local number, refused, limited, other = 0, 0, 0, 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function request()
  number = number + 1
  return wrk.format("GET", nil, { ["Authorization"] = string.format("Bearer kc_%016d_%043d", number, number) })
end

function response(status)
  if status == 401 then refused = refused + 1 elseif status == 429 then limited = limited + 1 else other = other + 1 end
  wrk.thread:set("counts", string.format("%d %d %d", refused, limited, other))
end

function done()
  for _, thread in ipairs(threads) do print("Answers: " .. (thread:get("counts") or "0 0 0")) end
end
