-- Asks for known credentials by turns. Its arguments: how many are known, and how many of them are asked for; those lie evenly among them.
local known, asked, number = 1, 1, 0

function init(args)
  known, asked = tonumber(args[1]), tonumber(args[2])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  -- A step that has no divisor in common with any of the counts comes to every one of them before it comes to one again.
  number = (number + 7919) % asked
  return wrk.format(nil, nil, nil, string.format('{"id":"00000000-0000-7000-8000-%012x"}', math.floor(number * (known / asked)) + 1))
end
