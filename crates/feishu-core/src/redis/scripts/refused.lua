-- Nobody starts before this much time has passed.
-- KEYS: the state of the permits. ARGV: the time, in microseconds.
local line, wait = KEYS[1], tonumber(ARGV[1])

local known = redis.call('HMGET', line, 'seen', 'ahead', 'closed')
local seen, ahead, closed = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2] + ahead
if now < seen then
    ahead = ahead + seen - now
    now = seen
end

closed = math.max(closed, now + wait)
redis.call('HSET', line, 'seen', string.format('%.0f', now), 'ahead', string.format('%.0f', ahead),
    'closed', string.format('%.0f', closed))
local stays = math.ceil((closed - now) / 1000) + 1000
if redis.call('PTTL', line) < stays then
    redis.call('PEXPIRE', line, string.format('%.0f', stays))
end
return 1
