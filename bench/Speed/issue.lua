-- Every request asks for another credential. Its arguments: what the holders of this run are called, and the API key.
local run, thread, number = "", 0, 0

function setup(one)
  one:set("id", thread)
  thread = thread + 1
end

function init(args)
  run = args[1]:gsub(" ", "-") -- Names of two words, as most are.
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
