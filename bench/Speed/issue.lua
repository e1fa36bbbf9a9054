-- Every request issues a different credential. Arguments: part of the holders' names in this run, and the API key.
local run, thread, number = "", 0, 0

function setup(one)
  one:set("id", thread)
  thread = thread + 1
end

function init(args)
  run = args[1]:gsub(" ", "-") -- So that names have two words, as most do.
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
end

function request()
  number = number + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"holderName":"Ada %s-%d-%d","credentialType":"Bachelor of Science","issuerName":"University of London","expiryDate":"2031-12-31","metadata":{"gpa":3.9,"course":"Computer Science"}}',
    run, id, number))
end
