-- Verifies known credentials in turn. Arguments: how many are stored; how many of them, evenly spaced, are requested; and the number of the first request.
local known, asked, number = 1, 1, 0

function init(args)
  known, asked = tonumber(args[1]), tonumber(args[2])
  number = (tonumber(args[3]) * 7919) % asked
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  -- A step coprime to all the counts visits every one before repeating any.
  number = (number + 7919) % asked
  return wrk.format(nil, nil, nil, string.format('{"id":"00000000-0000-7000-8000-%012x"}', math.floor(number * (known / asked)) + 1))
end
